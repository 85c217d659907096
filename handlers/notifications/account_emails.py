"""E-mails about accounts. What a request doesn't reveal is decided here: whether the address has an account."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from handlers.adapters.mail import mailer
from handlers.domain.emailed_tokens import issue_deletion_undo_token, issue_token, issue_undo_token
from handlers.domain.errors import ShopError
from handlers.notifications.data_exports import write_data_export
from handlers.notifications.email_limits import count_email, count_login_notice, send_or_delay
from handlers.notifications.templates.account_email import render_account_email, render_delayed_emails
from handlers.runtime import settings
from handlers.runtime.aws.errors import translate_error
from handlers.runtime.aws.send_once import Refused
from handlers.store.delayed_emails import delete_delayed_emails, find_delayed_emails
from handlers.store.emailed_tokens import add_token
from handlers.store.users import find_holder, find_user_by_email, find_user_by_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handlers.domain.email_requests import EmailRequest
    from handlers.domain.emailed_tokens import EmailedToken
    from handlers.domain.users import User
    from handlers.notifications.changes import RequestedEmail
    from handlers.notifications.templates.account_email import AccountEmail

    type Send = Callable[[], None]


def prepare_account_email(change: RequestedEmail) -> Send | None:
    """Return a function that sends the e-mail of a request; None if there is nothing to send."""
    request = change.request
    user = find_user_by_id(request.user_id) if request.user_id else find_user_by_email(request.email)
    if request.event == "DataExportRequested":
        return _prepare_export(request, user)
    return None if user is None else _prepare(request, user)


def _prepare(request: EmailRequest, user: User) -> Send | None:
    match request.event:
        case "VerificationRequested" | "PasswordResetRequested":
            return _prepare_requested(request, user)
        case "EmailChangeRequested" if request.epoch == user.session_epoch:
            return _prepare_change(request, user)
        case "EmailChanged" if request.request_id in user.email_changes:
            issue = partial(issue_undo_token, user, request.request_id, request.email)
            return partial(_send_token, request, user, issue, "undo-email")
        case (
            "PasswordChanged"
            | "EmailChangeUndone"
            | "NewLogin"
            | "LoginLimited"
            | "MfaEnabled"
            | "MfaRemoved"
            | "DeletionRequested"
        ):
            return _prepare_notice(request, user)
        case "AddressVerified" if entries := find_delayed_emails(user.user_id):
            return partial(_send_delayed, request, user, sorted(entries))
    return None


def _prepare_requested(request: EmailRequest, user: User) -> Send | None:
    if request.event == "PasswordResetRequested":
        issue, page = partial(issue_token, user, "password-reset"), "reset-password"
        is_due = count_email(request.email, request.request_id, is_reset=True)
    else:
        issue, page = partial(issue_token, user, "verification"), "verify"
        is_due = not user.email_verified and count_email(request.email, request.request_id)
    return partial(_send_token, request, user, issue, page) if is_due else None


def _prepare_notice(request: EmailRequest, user: User) -> Send | None:
    if request.event == "LoginLimited" and not count_login_notice(request.email, request.request_id):
        return None
    send = partial(_send, request, user, _page("reset-password"))
    if request.event == "DeletionRequested":
        if user.deletion_at is None:
            return None
        issue = partial(issue_deletion_undo_token, user, user.deletion_at)
        send = partial(_send_token, request, user, issue, "undo-deletion")
    return send_or_delay(user, send, entry=request.event, stamp=request.request_id)


def _prepare_change(request: EmailRequest, user: User) -> Send | None:
    holder_id, holder = find_holder(request.email)
    is_free = holder_id in {None, user.user_id} or (holder is not None and not holder.is_in_use)
    # An address that another account has left a short time ago has no owner to notify, and can't be taken.
    if user.email == request.email or (holder is None and not is_free):
        return None
    if not count_email(request.email, request.request_id, is_request=True):
        return None
    if holder is not None and not is_free:
        return partial(_send, request, holder, _page("reset-password"), "EmailTaken")
    issue = partial(issue_token, user, "email-change", new_email=request.email)
    # The new address isn't verified: the e-mail contains no name.
    return partial(_send_token, request, None, issue, "confirm-email")


def _prepare_export(request: EmailRequest, user: User | None) -> Send | None:
    is_written = write_data_export(str(request.user_id), user)
    if not is_written or user is None or user.email != request.email:
        return None
    return partial(_send, request, user, _page("data-export"))


def _send_token(
    request: EmailRequest, receiver: User | None, issue: Callable[[], tuple[EmailedToken, str]], page: str
) -> None:
    # Issued after the delivery was claimed: each e-mail that is sent has a token, and only one process issues one.
    token, text = issue()
    try:
        add_token(token)
    except (BotoCoreError, ClientError, ShopError) as error:
        raise Refused(translate_error(error)) from error
    _send(request, receiver, f"{_page(page)}#token={text}")


def _send(request: EmailRequest, receiver: User | None, url: str, email: AccountEmail | None = None) -> None:
    name = receiver.first_name if receiver is not None and receiver.email_verified else None
    rendered = render_account_email(email or request.event, shop=settings.SHOP_NAME.value(), url=url, name=name)
    mailer.send(request.email, rendered, message_id=request.request_id)


def _send_delayed(request: EmailRequest, user: User, entries: Sequence[str]) -> None:
    email = render_delayed_emails(entries, shop=settings.SHOP_NAME.value(), name=user.first_name)
    mailer.send(user.email, email, message_id=request.request_id)
    # The e-mail has been sent, and no other one follows.
    with suppress(BotoCoreError, ClientError):
        delete_delayed_emails(user.user_id)


def _page(name: str) -> str:
    return f"{settings.ACCOUNT_PAGES_URL.value()}/{name}"
