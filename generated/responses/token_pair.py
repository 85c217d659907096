# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of TokenPair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, quoted

if TYPE_CHECKING:
    from typing import Literal


class TokenPair(JsonObject):
    """A session's tokens."""

    __slots__ = ()
    FIELDS = ("access_token", "refresh_token", "token_type", "expires_in")

    def __init__(
        self, *, access_token: str, refresh_token: str, token_type: Literal["Bearer"], expires_in: int
    ) -> None:
        self.text = f'{{"accessToken":{quoted(access_token)},"refreshToken":{quoted(refresh_token)},"tokenType":"{token_type}","expiresIn":{expires_in:d}}}'
