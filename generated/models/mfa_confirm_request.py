# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model


class MfaConfirmRequest(Model):
    """
    The first code of an authenticator app.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    code: Annotated[str, Field(pattern="^[0-9]{6}$")]
    """
    The current code of the authenticator app.
    """
