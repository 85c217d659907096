"""The caller's account and session as they are now, where the authorizer's cache of 300 seconds isn't acceptable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.errors import Unauthenticated
from handlers.store.sessions import find_account_and_session

if TYPE_CHECKING:
    from handlers.domain.sessions import Session
    from handlers.domain.users import User
    from handlers.runtime.http.request import Principal


def current_account(principal: Principal) -> tuple[User, Session]:
    """Return the account and the session of a caller.

    Raises
    ------
    Unauthenticated
        If the session has ended, or the account no longer exists.
    Unavailable
        If DynamoDB doesn't return both rows in time.
    """
    found = find_account_and_session(principal.user_id, principal.session_id)
    if found is None:
        raise Unauthenticated
    return found
