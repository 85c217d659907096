# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from generated.base import Model

from . import user_id


class SetUserRoleParameters(Model):
    """
    The path, query and header parameters of setUserRole.
    """

    id: user_id.UserId
