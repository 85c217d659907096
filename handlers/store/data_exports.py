"""Requests for data exports: an e-mail request, whose processing writes the export first, once a day per account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.email_requests import DATA_EXPORTS_LIMIT, new_email_request
from handlers.store.email_requests import add_email_request
from handlers.store.throttle_counters import begin_attempt, fail_attempt, undo_attempts

if TYPE_CHECKING:
    from handlers.domain.users import User


def request_data_export(user: User) -> None:
    """Request the export of an account's data.

    A request that isn't written doesn't count, so that a crash costs nobody the day's export.

    Raises
    ------
    TooManyAttempts
        If the account has requested one in the last 24 hours.
    """
    attempt = begin_attempt(f"DATA EXPORT {user.user_id}", DATA_EXPORTS_LIMIT)
    try:
        add_email_request(new_email_request("DataExportRequested", user.email, changing=user))
    except Exception:
        undo_attempts([attempt])
        raise
    fail_attempt(attempt, DATA_EXPORTS_LIMIT)
