"""E-mails, sent by SES."""

from __future__ import annotations

from botocore.exceptions import ClientError

from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.runtime.aws.send_once import Refused, one_try

# SES says so of this e-mail, whenever it is sent.
_NEVER = frozenset({"InvalidParameterValue", "MessageRejected"})


class Undeliverable(Exception):
    """SES will never take this e-mail: its address is none, or it is one that SES doesn't send to."""


def send_mail(to: str, *, subject: str, text: str, html: str) -> None:
    """Send one e-mail, or none; it is never tried twice here.

    Parameters
    ----------
    to : str
        The address.
    subject : str
        One line.
    text, html : str
        The same, for those who read plain text and for those who don't.

    Raises
    ------
    Refused
        If it was not sent; its cause is `Undeliverable` if it never will be.
    Unanswered
        If it may have been sent.
    """
    source = settings.SES_FROM_EMAIL.value()
    try:
        with one_try():
            clients.ses().send_email(
                Source=source,
                Destination={"ToAddresses": [to]},
                Message={
                    "Subject": {"Data": subject, "Charset": "UTF-8"},
                    "Body": {
                        "Text": {"Data": text, "Charset": "UTF-8"},
                        "Html": {"Data": html, "Charset": "UTF-8"},
                    },
                },
            )
    except Refused as refused:
        if isinstance(refused.cause, ClientError) and refused.cause.response["Error"]["Code"] in _NEVER:
            raise Refused(Undeliverable(refused.cause.response["Error"]["Code"])) from refused
        raise
