"""E-mails about accounts. What a request doesn't reveal is decided here: whether the address has an account."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from handlers.adapters.mail import mailer
from handlers.domain.emailed_tokens import issue_token
from handlers.domain.errors import ShopError
from handlers.notifications.email_limits import count_email, send_or_delay
from handlers.notifications.templates.account_email import render_account_email, render_delayed_emails
from handlers.runtime import settings
from handlers.runtime.aws.errors import translate_error
from handlers.runtime.aws.send_once import Refused
from handlers.store.delayed_emails import delete_delayed_emails, find_delayed_emails
from handlers.store.emailed_tokens import add_token
from handlers.store.users import find_user_by_email

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
        case "VerificationRequested" if not user.email_verified and count_email(request.email, request.request_id):
            return partial(_send_token, request, user, "verification", "verify")
        case "PasswordResetRequested" if count_email(request.email, request.request_id, is_reset=True):
            return partial(_send_token, request, user, "password-reset", "reset-password")
        case "PasswordChanged":
            send = partial(_send, request, user, _page("reset-password"))
            return send_or_delay(user, send, entry=request.event, stamp=request.request_id)
        case "AddressVerified" if entries := find_delayed_emails(user.user_id):
            return partial(_send_delayed, request, user, sorted(entries))
    return None


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


def _send_delayed(request: EmailRequest, user: User, entries: Sequence[str]) -> None:
    email = render_delayed_emails(entries, shop=settings.SHOP_NAME.value(), name=user.first_name)
    mailer.send(user.email, email, message_id=request.request_id)
    # The e-mail has been sent, and no other one follows.
    with suppress(BotoCoreError, ClientError):
        delete_delayed_emails(user.user_id)


def _page(name: str) -> str:
    return f"{settings.ACCOUNT_PAGES_URL.value()}/{name}"
