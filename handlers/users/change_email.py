"""changeEmail."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from handlers.adapters.signing_keys import key_ring
from handlers.domain.clock import now
from handlers.domain.email_requests import EMAIL_CHANGES_LIMIT, new_email_request
from handlers.domain.errors import EmailUnverified, TooManyAttempts, WrongPassword
from handlers.domain.passwords import verify_password
from handlers.runtime import observability, settings
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, email_requested
from handlers.store.email_requests import add_email_request
from handlers.workflows.current_account import current_account
from handlers.workflows.throttles import throttle_email_requests, throttle_passwords

if TYPE_CHECKING:
    from generated.requests.email_change import EmailChange
    from handlers.domain.users import User
    from handlers.runtime.http.request import Request

_LONGEST_RETRY_AFTER = 24 * 3600


@operation("changeEmail")
def handler(request: Request[None, EmailChange]) -> Response:
    """Request the e-mail that changes the account's address. Only the stream's function looks the new address up."""
    key, rounds = key_ring.current(), settings.PASSWORD_SALT_ROUNDS.value()
    user, _ = current_account(request.principal)
    if not user.email_verified:
        raise EmailUnverified
    with throttle_passwords(request.event, user.email, key):
        if not verify_password(request.body.current_password, user.password_hash, rounds=rounds):
            raise WrongPassword
    _check_limit(user)
    throttle_email_requests(request.event)
    email_request = new_email_request("EmailChangeRequested", request.body.new_email, changing=user)
    add_email_request(email_request)
    observability.log("EMAIL_REQUESTED", "E-mail requested", emailRequestId=email_request.request_id)
    return email_requested()


def _check_limit(user: User) -> None:
    recent = user.email_changes - EMAIL_CHANGES_LIMIT.expired(user.email_changes, now())
    if len(recent) >= EMAIL_CHANGES_LIMIT.max_attempts:
        wait = math.ceil((EMAIL_CHANGES_LIMIT.next_allowed_at(recent) - now()).total_seconds())
        raise TooManyAttempts(retry_after=min(max(1, wait), _LONGEST_RETRY_AFTER))
