"""E-mail."""

from __future__ import annotations

from typing import Protocol

from botocore.exceptions import ClientError

from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.runtime.aws.send_once import Refused, send_once

# SES's error codes for an e-mail that it will never accept.
_PERMANENT = frozenset({"InvalidParameterValue", "MessageRejected"})


class Undeliverable(Exception):
    """The e-mail will never be accepted: its address is invalid or suppressed."""


class Mailer(Protocol):
    """The port to the e-mail service."""

    def send(self, to: str, *, subject: str, text: str, html: str) -> None:
        """Send one e-mail, without retries.

        Parameters
        ----------
        to : str
            The recipient's address.
        subject : str
            One line.
        text, html : str
            The same message as plain text and as HTML.

        Raises
        ------
        Refused
            If the e-mail wasn't sent; its cause is `Undeliverable` if it never will be.
        OutcomeUnknown
            If the e-mail may have been sent.
        """
        ...


class SesMailer:
    """The e-mail service SES."""

    def send(self, to: str, *, subject: str, text: str, html: str) -> None:
        """Send one e-mail, without retries."""
        source = settings.SES_FROM_EMAIL.value()
        try:
            with send_once():
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
            if isinstance(refused.cause, ClientError) and refused.cause.response["Error"]["Code"] in _PERMANENT:
                raise Refused(Undeliverable(refused.cause.response["Error"]["Code"])) from refused
            raise


mailer: Mailer = SesMailer()
