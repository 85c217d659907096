"""Throttles of passwords, registrations, refreshes and requests for e-mails per network address."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from handlers.domain.clock import seconds
from handlers.domain.email_requests import new_email_request
from handlers.domain.errors import InvalidCredentials, WrongPassword
from handlers.domain.log_digests import log_digest
from handlers.domain.throttling import GrowingWait, Limit
from handlers.runtime import observability, settings
from handlers.store.email_requests import add_email_request
from handlers.store.throttle_counters import Attempt, begin_attempt, count_attempt, fail_attempt, undo_attempts
from handlers.workflows.callers import caller_network

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handlers.domain.access_tokens import SigningKey
    from handlers.runtime.http.request import ProxyEvent


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
    attempts: list[Attempt] = []
    try:
        attempts.extend(begin_attempt(scope, limit) for scope, limit in limits)
        yield
    except (InvalidCredentials, WrongPassword) as error:
        name = "LOGIN_FAILED" if isinstance(error, InvalidCredentials) else "WRONG_PASSWORD"
        observability.log(name, str(error), account=log_digest(email, key), network=log_digest(network, key))
        in_network, _, anywhere = map(fail_attempt, attempts, [limit for _, limit in limits])
        if in_network or anywhere:
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
