"""How often one may try to sign in, register and refresh from one network address (R14)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from handlers.domain.clock import seconds
from handlers.domain.errors import InvalidCredentials
from handlers.domain.throttling import Limit, client_network
from handlers.runtime import settings
from handlers.store.throttle_counters import Attempt, count_attempt, keep_attempts, undo_attempts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handlers.runtime.http.proxy_event import ProxyEvent


@contextmanager
def throttle_login(event: ProxyEvent, email: str) -> Iterator[None]:
    """Count a login whose password is looked at inside; it counts on only if that raises `InvalidCredentials`.

    Parameters
    ----------
    email : str
        The folded address of the account, whether there is one or not.

    Raises
    ------
    TooManyAttempts
        If too many have failed from there, at this account or in all; this one counts as none.
    """
    per_account, in_all = (
        _limit(settings.LOGIN_FAILURES_PER_ACCOUNT.value()),
        _limit(settings.LOGIN_FAILURES_PER_ADDRESS.value()),
    )
    network = _network(event)
    attempts: list[Attempt] = []
    try:
        attempts.append(count_attempt(f"LOGIN {network} {email}", per_account, provisional=True))
        attempts.append(count_attempt(f"LOGIN {network}", in_all, provisional=True))
        yield
    except InvalidCredentials:
        keep_attempts(attempts)
        raise
    except Exception:
        # A fault of ours is nobody's failed login.
        undo_attempts(attempts)
        raise
    undo_attempts(attempts)


def throttle_registration(event: ProxyEvent) -> None:
    """Count a registration, whether it succeeds or not.

    Raises
    ------
    TooManyAttempts
        If there were too many from there.
    """
    limit = _limit(settings.REGISTRATIONS_PER_ADDRESS.value())
    count_attempt(f"REGISTER {_network(event)}", limit)


def throttle_refresh(event: ProxyEvent) -> None:
    """Count a refresh, whether it succeeds or not.

    Raises
    ------
    TooManyAttempts
        If there were too many from there.
    """
    limit = _limit(settings.REFRESHES_PER_ADDRESS.value())
    count_attempt(f"REFRESH {_network(event)}", limit)


def _network(event: ProxyEvent) -> str:
    try:
        return client_network(event.caller_ip(proxies=settings.TRUSTED_PROXIES.value()))
    except ValueError:
        # No proxy of ours wrote that.
        return client_network(event.source_ip)


def _limit(most: int) -> Limit:
    return Limit(most, seconds(settings.ATTEMPTS_SECONDS.value()))
