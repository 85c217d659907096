# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model


class RefreshRequest(Model):
    """
    The refresh token of a session.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    refresh_token: Annotated[str, Field(alias="refreshToken", max_length=256, min_length=1)]
    """
    The session's newest refresh token. Each can be used once.
    """
