"""Requests for e-mails about accounts. Each is a row; the table's stream sends the e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from handlers.domain.clock import seconds
from handlers.domain.emailed_tokens import RESET_SECONDS
from handlers.domain.emails import normalize_email
from handlers.domain.ids import new_id
from handlers.domain.throttling import Limit

type EmailEvent = Literal["VerificationRequested", "PasswordResetRequested", "PasswordChanged", "AddressVerified"]

# E-mails that a stranger can cause.
DAILY_LIMIT = Limit(5, seconds(24 * 3600))
# Reset links that are valid at the same time: no other is sent then, so that nobody can void the owner's.
RESET_LINKS_LIMIT = Limit(3, seconds(RESET_SECONDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailRequest:
    """A request for one e-mail.

    Parameters
    ----------
    request_id : str
        A ULID.
    event : EmailEvent
        What the e-mail is about.
    email : str
        The normalized address; whether an account has it is decided when the e-mail is sent, so that a request costs
        the same for every address.
    """

    request_id: str
    event: EmailEvent
    email: str

    @property
    def is_repeatable(self) -> bool:
        """Whether its receiver can request it again: then it is never sent twice, rather lost than repeated."""
        return self.event in {"VerificationRequested", "PasswordResetRequested"}


def new_email_request(event: EmailEvent, email: str) -> EmailRequest:
    """Return a new request for an e-mail to an address as typed."""
    return EmailRequest(request_id=new_id(), event=event, email=normalize_email(email))
