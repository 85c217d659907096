"""Requests for e-mails about accounts. Each is a row; the table's stream sends the e-mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from handlers.domain.clock import seconds
from handlers.domain.emailed_tokens import RESET_SECONDS, UNDO_SECONDS
from handlers.domain.emails import normalize_email
from handlers.domain.ids import new_id
from handlers.domain.throttling import Limit

if TYPE_CHECKING:
    from handlers.domain.users import User

type EmailEvent = Literal[
    "VerificationRequested",
    "PasswordResetRequested",
    "PasswordChanged",
    "AddressVerified",
    "EmailChangeRequested",
    "EmailChanged",
    "EmailChangeUndone",
    "NewLogin",
    "LoginLimited",
    "DeletionRequested",
    "DataExportRequested",
    "MfaEnabled",
    "MfaRemoved",
]

_DAY = seconds(24 * 3600)
# E-mails that a stranger can cause.
DAILY_LIMIT = Limit(5, _DAY)
# Those of them that a stranger requests: one is left for the notice of failed logins, which must not be dropped.
REQUESTS_LIMIT = Limit(DAILY_LIMIT.max_attempts - 1, _DAY)
LOGIN_NOTICES_LIMIT = Limit(1, _DAY)
# Changes of an account's address that can be undone at the same time.
EMAIL_CHANGES_LIMIT = Limit(5, seconds(UNDO_SECONDS))
DATA_EXPORTS_LIMIT = Limit(1, _DAY)
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
    user_id, epoch : str or None
        The account that changes its address or exports its data, and its session epoch: another one voids the change.
    """

    request_id: str
    event: EmailEvent
    email: str
    user_id: str | None = None
    epoch: str | None = None

    @property
    def is_repeatable(self) -> bool:
        """Whether its receiver can do without it: then it is never sent twice, rather lost than repeated.

        Most can be requested again; a data export is on its page, with or without the e-mail.
        """
        return self.event in {
            "VerificationRequested",
            "PasswordResetRequested",
            "EmailChangeRequested",
            "DataExportRequested",
        }


def new_email_request(event: EmailEvent, email: str, *, changing: User | None = None) -> EmailRequest:
    """Return a new request for an e-mail to an address as typed; ``changing`` is the account that requests it."""
    request = EmailRequest(request_id=new_id(), event=event, email=normalize_email(email))
    if changing is None:
        return request
    return replace(request, user_id=changing.user_id, epoch=changing.session_epoch)
