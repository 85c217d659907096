"""The caller's account and session as they are now, where the authorizer's cache of 300 seconds isn't acceptable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.domain.errors import Forbidden, MfaEnrolmentRequired, Unauthenticated
from handlers.runtime import settings
from handlers.store.sessions import find_account_and_session
from handlers.store.users import check_enabled

if TYPE_CHECKING:
    from handlers.domain.sessions import Session
    from handlers.domain.users import User
    from handlers.runtime.http.request import Principal


def check_admin(principal: Principal) -> None:
    """Check that the caller is an admin now: called by every operation that only an admin may call.

    Raises
    ------
    Unauthenticated
        If the session has ended, or the account no longer exists.
    Forbidden
        If the account has lost the role.
    Unavailable
        If DynamoDB doesn't return both rows in time.
    """
    if current_principal(principal).role != "admin":
        raise Forbidden


def current_principal(principal: Principal) -> Principal:
    """Return the caller with the account's current role, for operations that permit more to an admin.

    A caller without the role isn't read again.

    Raises
    ------
    Unauthenticated
        If an admin's session has ended, or the account no longer exists.
    Unavailable
        If DynamoDB doesn't return both rows in time.
    """
    if principal.role != "admin":
        return principal
    user, _ = current_account(principal)
    return replace(principal, role=user.role)


def changing_principal(principal: Principal) -> Principal:
    """Return the caller with the account's current role, for operations that change what an admin may change, too.

    Raises
    ------
    Unauthenticated
        If the account is disabled; of an admin, also if the session has ended or the account no longer exists.
    Unavailable
        If DynamoDB doesn't return both rows in time.
    """
    if principal.role != "admin":
        check_enabled(principal.user_id)
    return current_principal(principal)


def current_account(principal: Principal) -> tuple[User, Session]:
    """Return the account and the session of a caller.

    Raises
    ------
    Unauthenticated
        If the session has ended, or the account no longer exists.
    MfaEnrolmentRequired
        If the caller is an admin without the second factor that the stage requires of admins.
    Unavailable
        If DynamoDB doesn't return both rows in time.
    """
    user, session = enrolling_account(principal)
    if user.is_admin_without_mfa and settings.ADMIN_MFA.value() == "required":
        raise MfaEnrolmentRequired
    return user, session


def enrolling_account(principal: Principal) -> tuple[User, Session]:
    """Return the account and the session of a caller who may have to enrol a second factor yet.

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
