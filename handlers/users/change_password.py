"""changePassword."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.errors import WrongPassword
from handlers.domain.passwords import (
    check_new_password,
    check_unrelated_password,
    hash_password,
    verify_password,
)
from handlers.runtime import observability, settings
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store import session_changes
from handlers.store.users import find_user

if TYPE_CHECKING:
    from generated.models.password_change import PasswordChange
    from handlers.runtime.http.request import Request


@operation("changePassword")
def handler(request: Request[None, PasswordChange]) -> Response:
    """Set a new password and end every other session of the account."""
    check_new_password(request.body.new_password, pointer="/body/newPassword")
    rounds = settings.PASSWORD_SALT_ROUNDS.value()
    user = find_user(request.principal.user_id)
    if not verify_password(request.body.current_password, user.password_hash, rounds=rounds):
        raise WrongPassword
    # Not before: it would reveal names to whoever has only a token.
    names = (user.first_name, user.last_name)
    check_unrelated_password(request.body.new_password, email=user.email, names=names, pointer="/body/newPassword")
    password_hash = hash_password(request.body.new_password, rounds=rounds)
    session_changes.change_password(user, password_hash, keep=request.principal.session_id)
    observability.log("PASSWORD_CHANGED", "Password changed, other sessions ended")
    return no_content()
