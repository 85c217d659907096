"""changePassword."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.errors import Unavailable, WrongPassword
from handlers.domain.passwords import check_new_password, hash_password, verify_password
from handlers.runtime import observability, settings
from handlers.runtime.operation import operation
from handlers.runtime.response import Response, no_content
from handlers.store import sessions
from handlers.store.users import find_user

if TYPE_CHECKING:
    from generated.models.password_change import PasswordChange
    from handlers.runtime.request import Principal, Request

_ATTEMPTS = 4


@operation("changePassword")
def handler(request: Request[None, PasswordChange]) -> Response:
    """Set a new password and end every other session of the account."""
    check_new_password(request.body.new_password, pointer="/body/newPassword")
    password_hash = hash_password(request.body.new_password, rounds=settings.password_salt_rounds())
    for _ in range(_ATTEMPTS):
        if _changed(request.principal, request.body.current_password, password_hash):
            observability.log("PASSWORD_CHANGED", "Password changed, other sessions ended")
            return no_content()
    raise Unavailable("the account, which others change all the time,")


def _changed(principal: Principal, current_password: str, password_hash: str) -> bool:
    user = find_user(principal.user_id)
    if not verify_password(current_password, user.password_hash, rounds=settings.password_salt_rounds()):
        raise WrongPassword
    try:
        sessions.change_password(user, password_hash, keep=principal.session_id)
    except sessions.AccountChanged:
        return False
    return True
