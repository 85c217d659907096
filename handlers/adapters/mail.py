"""E-mail."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.utils import formataddr
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import ClientError

from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.runtime.aws.send_once import Refused, send_once

if TYPE_CHECKING:
    from handlers.domain.emails import Email

# SES's error codes for an e-mail that it will never accept.
_PERMANENT = frozenset({"InvalidParameterValue", "MessageRejected"})


class Undeliverable(Exception):
    """The e-mail will never be accepted: its address is invalid or suppressed."""


class Mailer(Protocol):
    """The port to the e-mail service."""

    def send(self, to: str, email: Email, *, message_id: str) -> None:
        """Send one e-mail, without retries.

        Parameters
        ----------
        to : str
            The recipient's address.
        email : Email
            Its subject, of one line, and the message as plain text and as HTML.
        message_id : str
            The same for each attempt to send the same e-mail: the part of its ``Message-ID`` before the ``@``.

        Raises
        ------
        Refused
            If the e-mail wasn't sent; its cause is `Undeliverable` if it never will be.
        OutcomeUnknown
            If the e-mail may have been sent.
        """
        ...


class SesMailer:
    """The e-mail service SES, which replaces the ``Message-ID``."""

    def send(self, to: str, email: Email, *, message_id: str) -> None:
        """Send one e-mail, without retries."""
        sender = settings.SES_FROM_EMAIL.value()
        message = _message(email, sender=sender, to=to, message_id=message_id)
        try:
            with send_once():
                clients.ses().send_raw_email(
                    Source=sender,
                    Destinations=[to],
                    RawMessage={"Data": message.as_bytes(policy=policy.SMTP)},
                )
        except Refused as refused:
            if isinstance(refused.cause, ClientError) and refused.cause.response["Error"]["Code"] in _PERMANENT:
                raise Refused(Undeliverable(refused.cause.response["Error"]["Code"])) from refused
            raise


def _message(email: Email, *, sender: str, to: str, message_id: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = formataddr((settings.SHOP_NAME.value(), sender))
    message["To"] = to
    message["Subject"] = email.subject
    message["Message-ID"] = f"<{message_id}@{sender.rpartition('@')[2]}>"
    # No out-of-office reply to it (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(email.text)
    message.add_alternative(email.html, subtype="html")
    return message


mailer: Mailer = SesMailer()
