"""Throttles of passwords, codes, registrations, refreshes and requests for e-mails per network address."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from handlers.domain.clock import seconds
from handlers.domain.email_requests import new_email_request
from handlers.domain.errors import InvalidCredentials, LoginUnconfirmed, WrongCode, WrongPassword
from handlers.domain.log_digests import log_digest
from handlers.domain.throttling import GrowingWait, Limit
from handlers.runtime import observability, settings
from handlers.store.email_requests import add_email_request
from handlers.store.throttle_counters import Attempt, begin_attempt, count_attempt, fail_attempt, undo_attempts
from handlers.workflows.callers import caller_network

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from handlers.domain.access_tokens import SigningKey
    from handlers.domain.users import User
    from handlers.runtime.http.request import ProxyEvent


# What counts as a failure, by its event in the log.
_FAILURES: Mapping[type[Exception], str] = {
    InvalidCredentials: "LOGIN_FAILED",
    WrongPassword: "WRONG_PASSWORD",
    LoginUnconfirmed: "WRONG_CODE",
    WrongCode: "WRONG_CODE",
}


@contextmanager
def throttle_passwords(event: ProxyEvent, email: str, key: SigningKey) -> Iterator[None]:
    """Throttle the verification of a password in the ``with`` block, of a login or of a signed-in user.

    Only a block that raises `InvalidCredentials` or `WrongPassword` counts: neither a success nor another error, nor
    one that never ends. Both count together, and are logged without the address and the network. A failure that locks
    or slows the account's logins requests a notice to its owner, whether or not there is one.

    Parameters
    ----------
    email : str
        The normalized address of the account, which may not exist.
    key : SigningKey
        The key of the digests in the log.

    Raises
    ------
    TooManyAttempts
        If the network address has reached its limit of failures for this account, or for all accounts; or if the
        account has reached its limit over all network addresses and the wait after its last failure isn't over.
    """
    network = caller_network(event)
    limits = [
        (f"LOGIN {network} {email}", _limit(settings.LOGIN_FAILURES_PER_ACCOUNT.value())),
        (f"LOGIN {network}", _limit(settings.LOGIN_FAILURES_PER_ADDRESS.value())),
        (f"LOGIN ANYWHERE {email}", _growing_wait(settings.LOGIN_FAILURES_PER_ACCOUNT_ANYWHERE.value())),
    ]
    with _throttle(limits, network, email, key):
        yield


@contextmanager
def throttle_codes(event: ProxyEvent, user: User, key: SigningKey) -> Iterator[None]:
    """Throttle the check of a code of an account's second factor in the ``with`` block.

    Only a block that raises `LoginUnconfirmed` or `WrongCode` counts. Whoever guesses codes knows the password: a
    failure that reaches the account's limit requests a notice to its owner.

    Parameters
    ----------
    key : SigningKey
        The key of the digests in the log.

    Raises
    ------
    TooManyAttempts
        If the account has reached its limit of failures over all network addresses, or the network address has
        reached its limit for all accounts.
    """
    network = caller_network(event)
    limits = [
        (f"MFA {user.user_id}", _limit(settings.LOGIN_FAILURES_PER_ACCOUNT.value())),
        (f"LOGIN {network}", _limit(settings.LOGIN_FAILURES_PER_ADDRESS.value())),
    ]
    with _throttle(limits, network, user.email, key):
        yield


@contextmanager
def _throttle(limits: Sequence[tuple[str, Limit]], network: str, email: str, key: SigningKey) -> Iterator[None]:
    """Throttle failures in the block; all limits but the network's over all accounts notify the owner."""
    attempts: list[Attempt] = []
    try:
        attempts.extend(begin_attempt(scope, limit) for scope, limit in limits)
        yield
    except tuple(_FAILURES) as error:
        name = _FAILURES[type(error)]
        observability.log(name, str(error), account=log_digest(email, key), network=log_digest(network, key))
        reached = map(fail_attempt, attempts, [limit for _, limit in limits])
        # Not any(): each of them counts.
        if {scope for (scope, _), is_reached in zip(limits, reached, strict=True) if is_reached} - {f"LOGIN {network}"}:
            add_email_request(new_email_request("LoginLimited", email))
        raise
    except Exception:
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
    count_attempt(f"REGISTER {caller_network(event)}", limit)


def throttle_refresh(event: ProxyEvent) -> None:
    """Count a refresh, successful or not.

    Raises
    ------
    TooManyAttempts
        If the network address has reached its limit.
    """
    limit = _limit(settings.REFRESHES_PER_ADDRESS.value())
    count_attempt(f"REFRESH {caller_network(event)}", limit)


def throttle_email_requests(event: ProxyEvent) -> None:
    """Count a request for an e-mail about an account, whether or not the address has one.

    Raises
    ------
    TooManyAttempts
        If the network address has reached its limit.
    """
    limit = _limit(settings.EMAIL_REQUESTS_PER_ADDRESS.value())
    count_attempt(f"EMAIL REQUEST {caller_network(event)}", limit)


def _limit(max_attempts: int) -> Limit:
    return Limit(max_attempts, seconds(settings.ATTEMPTS_SECONDS.value()))


def _growing_wait(max_attempts: int) -> Limit:
    return GrowingWait(max_attempts, seconds(settings.ATTEMPTS_SECONDS.value()))
