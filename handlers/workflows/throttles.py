"""Throttles of passwords, registrations and refreshes per network address."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from handlers.domain.clock import seconds
from handlers.domain.errors import InvalidCredentials, WrongPassword
from handlers.domain.throttling import Limit, client_network
from handlers.runtime import settings
from handlers.store.throttle_counters import Attempt, count_attempt, keep_attempts, undo_attempts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handlers.runtime.http.request import ProxyEvent


@contextmanager
def throttle_passwords(event: ProxyEvent, email: str) -> Iterator[None]:
    """Throttle the verification of a password in the ``with`` block, of a login or of a signed-in user.

    It is counted only if the block raises `InvalidCredentials` or `WrongPassword`. Both count together.

    Parameters
    ----------
    email : str
        The normalized address of the account, which may not exist.

    Raises
    ------
    TooManyAttempts
        If the network address has reached its limit of failures for this account, or for all accounts.
    """
    per_account = _limit(settings.LOGIN_FAILURES_PER_ACCOUNT.value())
    per_address = _limit(settings.LOGIN_FAILURES_PER_ADDRESS.value())
    network = _network(event)
    attempts: list[Attempt] = []
    try:
        attempts.append(count_attempt(f"LOGIN {network} {email}", per_account, provisional=True))
        attempts.append(count_attempt(f"LOGIN {network}", per_address, provisional=True))
        yield
    except (InvalidCredentials, WrongPassword):
        keep_attempts(attempts)
        raise
    except Exception:
        # An error of the shop doesn't count as a wrong password.
        undo_attempts(attempts)
        raise
    undo_attempts(attempts)


def throttle_registration(event: ProxyEvent) -> None:
    """Count a registration, successful or not.

    Raises
    ------
    TooManyAttempts
        If the network address has reached its limit.
    """
    limit = _limit(settings.REGISTRATIONS_PER_ADDRESS.value())
    count_attempt(f"REGISTER {_network(event)}", limit)


def throttle_refresh(event: ProxyEvent) -> None:
    """Count a refresh, successful or not.

    Raises
    ------
    TooManyAttempts
        If the network address has reached its limit.
    """
    limit = _limit(settings.REFRESHES_PER_ADDRESS.value())
    count_attempt(f"REFRESH {_network(event)}", limit)


def _network(event: ProxyEvent) -> str:
    try:
        return client_network(event.caller_ip(proxies=settings.TRUSTED_PROXIES.value()))
    except ValueError:
        # The forwarded address isn't an IP address, so no trusted proxy wrote it.
        return client_network(event.source_ip)


def _limit(max_attempts: int) -> Limit:
    return Limit(max_attempts, seconds(settings.ATTEMPTS_SECONDS.value()))
