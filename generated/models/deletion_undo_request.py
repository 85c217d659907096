# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from pydantic import ConfigDict

from generated.base import Model

from . import emailed_token


class DeletionUndoRequest(Model):
    """
    The token of the e-mail about the deletion.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    token: emailed_token.EmailedToken
