# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from generated.base import Model

from . import session_id


class DeleteSessionParameters(Model):
    """
    The parameters of deleteSession, wherever they are sent.
    """

    id: session_id.SessionId
