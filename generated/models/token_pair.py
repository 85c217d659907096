# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generated.base import Model


class TokenPair(Model):
    """
    A session's tokens.
    """

    access_token: Annotated[str, Field(alias="accessToken", max_length=4096)]
    """
    A JWT. Send it as a bearer token.
    """
    refresh_token: Annotated[str, Field(alias="refreshToken", max_length=256)]
    """
    An opaque secret that can be used once. It outlives the access token.
    """
    token_type: Annotated[Literal["Bearer"], Field(alias="tokenType")]
    """
    The type of the access token.
    """
    expires_in: Annotated[int, Field(alias="expiresIn", ge=1, le=604800)]
    """
    The access token's lifetime in seconds.
    """
