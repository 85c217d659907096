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
    A JWT, to be sent as a bearer token.
    """
    refresh_token: Annotated[str, Field(alias="refreshToken", max_length=256)]
    """
    Opaque, secret, and good for one use. It outlives the access token.
    """
    token_type: Annotated[Literal["Bearer"], Field(alias="tokenType")]
    """
    How to send the access token.
    """
    expires_in: Annotated[int, Field(alias="expiresIn", ge=1, le=604800)]
    """
    For how many seconds the access token is good.
    """
