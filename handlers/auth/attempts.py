"""How often one may try to sign in, register and refresh from one network address (R14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.attempts import Limit, network_of
from handlers.domain.clock import seconds
from handlers.domain.errors import TooManyAttempts
from handlers.runtime import settings
from handlers.store.attempts import Attempt, count_attempt, take_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.runtime.proxy_event import ProxyEvent


def count_login(event: ProxyEvent, email: str) -> Sequence[Attempt]:
    """Count a login before its password is looked at; to be taken back if that is right.

    Parameters
    ----------
    email : str
        The folded address of the account, whether there is one or not.

    Raises
    ------
    TooManyAttempts
        If too many have failed from there, at this account or in all; this one counts as none.
    """
    per_account, in_all = _limit(settings.login_failures_per_account()), _limit(settings.login_failures_per_address())
    network = network_of(event.source_ip)
    at_account = count_attempt(f"LOGIN {network} {email}", per_account)
    try:
        return [at_account, count_attempt(f"LOGIN {network}", in_all)]
    except TooManyAttempts:
        take_back(at_account)
        raise


def count_registration(event: ProxyEvent) -> None:
    """Count a registration, whether it succeeds or not.

    Raises
    ------
    TooManyAttempts
        If there were too many from there.
    """
    count_attempt(f"REGISTER {network_of(event.source_ip)}", _limit(settings.registrations_per_address()))


def count_refresh(event: ProxyEvent) -> None:
    """Count a refresh, whether it succeeds or not.

    Raises
    ------
    TooManyAttempts
        If there were too many from there.
    """
    count_attempt(f"REFRESH {network_of(event.source_ip)}", _limit(settings.refreshes_per_address()))


def _limit(most: int) -> Limit:
    return Limit(most, seconds(settings.attempts_seconds()))
