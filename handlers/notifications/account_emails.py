"""E-mails about accounts. What a request doesn't reveal is decided here: whether the address has an account."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from handlers.adapters.mail import mailer
from handlers.domain.email_requests import DAILY_LIMIT, RESET_LINKS_LIMIT
from handlers.domain.emailed_tokens import issue_token
from handlers.domain.errors import ShopError, TooManyAttempts
from handlers.notifications.templates.account_email import render_account_email
from handlers.runtime import observability, settings
from handlers.runtime.aws.errors import translate_error
from handlers.runtime.aws.send_once import Refused
from handlers.store.emailed_tokens import add_token
from handlers.store.throttle_counters import count_attempt
from handlers.store.users import find_user_by_email

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.domain.email_requests import EmailRequest
    from handlers.domain.emailed_tokens import Purpose
    from handlers.domain.users import User
    from handlers.notifications.changes import RequestedEmail


def prepare_account_email(change: RequestedEmail) -> Callable[[], None] | None:
    """Return a function that sends the e-mail of a request; None if there is nothing to send."""
    request = change.request
    user = find_user_by_email(request.email)
    if user is None:
        return None
    match request.event:
        case "VerificationRequested":
            if user.email_verified or not _is_counted(request):
                return None
            return partial(_send_token, request, user, "verification", "verify")
        case "PasswordResetRequested":
            if not _is_counted(request, links=True):
                return None
            return partial(_send_token, request, user, "password-reset", "reset-password")
        case "PasswordChanged":
            return partial(_send, request, user, _page("reset-password"))


def _is_counted(request: EmailRequest, *, links: bool = False) -> bool:
    """Count an e-mail that a stranger may have requested, once; return False if the limit is reached."""
    try:
        if links:
            count_attempt(f"RESET LINKS {request.email}", RESET_LINKS_LIMIT, stamp=request.request_id)
        count_attempt(f"EMAILS {request.email}", DAILY_LIMIT, stamp=request.request_id)
    except TooManyAttempts:
        message = "E-mail not sent: its address has reached its limit"
        observability.log("EMAIL_LIMIT_REACHED", message, emailRequestId=request.request_id)
        return False
    return True


def _send_token(request: EmailRequest, user: User, purpose: Purpose, page: str) -> None:
    # Issued after the delivery was claimed: each e-mail that is sent has a token, and only one process issues one.
    token, text = issue_token(user, purpose)
    try:
        add_token(token)
    except (BotoCoreError, ClientError, ShopError) as error:
        raise Refused(translate_error(error)) from error
    _send(request, user, f"{_page(page)}#token={text}")


def _send(request: EmailRequest, user: User, url: str) -> None:
    name = user.first_name if user.email_verified else None
    email = render_account_email(request.event, shop=settings.SHOP_NAME.value(), url=url, name=name)
    mailer.send(user.email, email, message_id=request.request_id)


def _page(name: str) -> str:
    return f"{settings.ACCOUNT_PAGES_URL.value()}/{name}"
