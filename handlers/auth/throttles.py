"""How often one may try to sign in, register and refresh from one network address (R14)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from handlers.domain.clock import seconds
from handlers.domain.errors import InvalidCredentials
from handlers.domain.throttling import Limit, network_of
from handlers.runtime import settings
from handlers.store.throttle_counters import Attempt, count_attempt, let_count, take_back

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handlers.runtime.http.proxy_event import ProxyEvent


@contextmanager
def counted_login(event: ProxyEvent, email: str) -> Iterator[None]:
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
        attempts.append(count_attempt(f"LOGIN {network} {email}", per_account, open_ended=True))
        attempts.append(count_attempt(f"LOGIN {network}", in_all, open_ended=True))
        yield
    except InvalidCredentials:
        let_count(attempts)
        raise
    except Exception:
        # A fault of ours is nobody's failed login.
        take_back(attempts)
        raise
    take_back(attempts)


def count_registration(event: ProxyEvent) -> None:
    """Count a registration, whether it succeeds or not.

    Raises
    ------
    TooManyAttempts
        If there were too many from there.
    """
    limit = _limit(settings.REGISTRATIONS_PER_ADDRESS.value())
    count_attempt(f"REGISTER {_network(event)}", limit)


def count_refresh(event: ProxyEvent) -> None:
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
        return network_of(event.caller_ip(proxies=settings.TRUSTED_PROXIES.value()))
    except ValueError:
        # No proxy of ours wrote that.
        return network_of(event.source_ip)


def _limit(most: int) -> Limit:
    return Limit(most, seconds(settings.ATTEMPTS_SECONDS.value()))
