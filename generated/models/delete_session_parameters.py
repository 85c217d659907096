# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from generated.base import Model

from . import session_id


class DeleteSessionParameters(Model):
    """
    The path, query and header parameters of deleteSession.
    """

    id: session_id.SessionId
