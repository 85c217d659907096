# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of User."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, boolean, quoted

if TYPE_CHECKING:
    from typing import Literal


class User(JsonObject):
    """An account, without its secrets."""

    __slots__ = ()
    FIELDS = ("user_id", "email", "email_verified", "first_name", "last_name", "role", "created_at", "updated_at")

    def __init__(
        self,
        *,
        user_id: str,
        email: str,
        email_verified: bool,
        first_name: str,
        last_name: str,
        role: Literal["customer", "admin"],
        created_at: str,
        updated_at: str,
    ) -> None:
        self.text = f'{{"userId":{quoted(user_id)},"email":{quoted(email)},"emailVerified":{boolean(email_verified)},"firstName":{quoted(first_name)},"lastName":{quoted(last_name)},"role":"{role}","createdAt":{quoted(created_at)},"updatedAt":{quoted(updated_at)}}}'
