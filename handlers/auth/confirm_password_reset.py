"""confirmPasswordReset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.email_requests import new_email_request
from handlers.domain.ids import new_id
from handlers.domain.passwords import check_new_password, check_unrelated_password, hash_password
from handlers.runtime import observability, settings
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store.email_requests import put_email_request
from handlers.store.emailed_tokens import find_token, reset_password
from handlers.store.session_changes import delete_ended_sessions
from handlers.workflows.callers import account_origin
from handlers.workflows.throttles import throttle_email_requests

if TYPE_CHECKING:
    from generated.requests.password_reset_confirm_request import PasswordResetConfirmRequest
    from handlers.runtime.http.request import Request


@operation("confirmPasswordReset")
def handler(request: Request[None, PasswordResetConfirmRequest]) -> Response:
    """Set a new password with a token, and end all sessions of the account."""
    new_password = request.body.new_password
    check_new_password(new_password, pointer="/body/newPassword")
    rounds = settings.PASSWORD_SALT_ROUNDS.value()
    throttle_email_requests(request.event)
    token, user = find_token(request.body.token, "password-reset")
    observability.identify(user.user_id)
    # Not before: it would reveal names to whoever has no token.
    names = (user.first_name, user.last_name)
    check_unrelated_password(new_password, email=user.email, names=names, pointer="/body/newPassword")
    epoch, notice = new_id(), new_email_request("PasswordChanged", user.email)
    password_hash = hash_password(new_password, rounds=rounds)
    origin = account_origin(request.event, user.user_id)
    reset_password(token, user, password_hash, epoch=epoch, notice=put_email_request(notice), origin=origin)
    observability.log("PASSWORD_RESET", "Password reset, all sessions ended")
    delete_ended_sessions(user.user_id, epoch)
    return no_content()
