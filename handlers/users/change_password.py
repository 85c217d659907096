"""changePassword."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.adapters.signing_keys import key_ring
from handlers.domain.email_requests import new_email_request
from handlers.domain.errors import WrongPassword
from handlers.domain.passwords import (
    check_new_password,
    check_unrelated_password,
    hash_password,
    verify_password,
)
from handlers.domain.sessions import restart_session
from handlers.runtime import observability, settings
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok
from handlers.store import session_changes
from handlers.store.email_requests import put_email_request
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import current_account
from handlers.workflows.throttles import throttle_passwords
from handlers.workflows.token_pairs import present_token_pair

if TYPE_CHECKING:
    from generated.requests.password_change import PasswordChange
    from handlers.runtime.http.request import Request


@operation("changePassword")
def handler(request: Request[None, PasswordChange]) -> Response:
    """Set a new password, end every other session of the account, and return new tokens for this one."""
    check_new_password(request.body.new_password, pointer="/body/newPassword")
    key, lifetime, rounds = key_ring.current(), settings.JWT_EXPIRY.value(), settings.PASSWORD_SALT_ROUNDS.value()
    longest = settings.SESSION_SECONDS.value()
    user, session = current_account(request.principal)
    with throttle_passwords(request.event, user.email, key):
        if not verify_password(request.body.current_password, user.password_hash, rounds=rounds):
            raise WrongPassword
    # Not before: it would reveal names to whoever has only a token.
    names = (user.first_name, user.last_name)
    check_unrelated_password(request.body.new_password, email=user.email, names=names, pointer="/body/newPassword")
    password_hash = hash_password(request.body.new_password, rounds=rounds)
    restarted, refresh_token = restart_session(session, longest=longest)
    notice = new_email_request("PasswordChanged", user.email)
    session_changes.change_password(user, password_hash, restarted, put_email_request(notice), origin_of(request))
    observability.log("PASSWORD_CHANGED", "Password changed, other sessions ended")
    session_changes.delete_ended_sessions(user.user_id, restarted.epoch)
    return ok(present_token_pair(user, restarted, refresh_token, key=key, lifetime=lifetime))
