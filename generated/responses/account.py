# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of Account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, boolean, quoted

if TYPE_CHECKING:
    from typing import Literal


class Account(JsonObject):
    """An account as admins see it, without its secrets."""

    __slots__ = ()
    FIELDS = (
        "user_id",
        "email",
        "email_verified",
        "first_name",
        "last_name",
        "role",
        "status",
        "created_at",
        "updated_at",
        "disabled_at",
        "deletion_at",
    )

    def __init__(
        self,
        *,
        user_id: str,
        email: str,
        email_verified: bool,
        first_name: str,
        last_name: str,
        role: Literal["customer", "admin"],
        status: Literal["unverified", "disabled", "deleting", "active"],
        created_at: str,
        updated_at: str,
        disabled_at: str | None = None,
        deletion_at: str | None = None,
    ) -> None:
        self.text = (
            f'{{"userId":{quoted(user_id)},"email":{quoted(email)},"emailVerified":{boolean(email_verified)},"firstName":{quoted(first_name)},"lastName":{quoted(last_name)},"role":"{role}","status":"{status}","createdAt":{quoted(created_at)},"updatedAt":{quoted(updated_at)}'
            + ("" if disabled_at is None else f',"disabledAt":{quoted(disabled_at)}')
            + ("" if deletion_at is None else f',"deletionAt":{quoted(deletion_at)}')
            + f"}}"
        )
