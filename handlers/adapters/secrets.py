"""Secrets, and a cache of their parsed values."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from handlers.domain.errors import Misconfigured, ShopError
from handlers.runtime import observability
from handlers.runtime.aws import clients
from handlers.runtime.aws.errors import translate_error

if TYPE_CHECKING:
    from collections.abc import Callable

type Stage = Literal["AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"]

# A service may reject a cached value because it is outdated, or during an attack: limits the resulting refreshes.
_MIN_REFRESH_SECONDS = 10
_FAILURES = (BotoCoreError, ClientError, ResponseParserError, ShopError)


class SecretStore(Protocol):
    """The port to the secret store."""

    def find(self, name: str, stage: Stage, *, version: str | None = None) -> str | None:
        """Return the text of a secret, or None if the secret or version doesn't exist or has no text.

        Parameters
        ----------
        name : str
            The secret's name or ARN.
        stage : Stage
            The stage of the version to read.
        version : str, optional
            The id of the version, which must have that stage.

        Raises
        ------
        Unavailable
            If the store is slow, throttled or down.
        Misconfigured
            If the permission to read it is missing.
        """
        ...


class SecretsManager:
    """The secret store Secrets Manager."""

    def find(self, name: str, stage: Stage, *, version: str | None = None) -> str | None:
        """Return the text of a secret, or None."""
        selector = {} if version is None else {"VersionId": version}
        client = clients.secretsmanager()
        try:
            response = client.get_secret_value(SecretId=name, VersionStage=stage, **selector)
        except (client.exceptions.ResourceNotFoundException, client.exceptions.InvalidRequestException):
            # The latter: the secret is scheduled for deletion.
            return None
        except (BotoCoreError, ClientError) as error:
            raise translate_error(error) from error
        return response.get("SecretString")


secret_store: SecretStore = SecretsManager()


@dataclass(slots=True)
class CachedSecret[T]:
    """The parsed value of a secret, cached per process.

    The local server runs functions in threads. A thread that finds the value expired reads it again, without waiting
    for other threads; a refresh is done once for all threads.

    Parameters
    ----------
    name : Callable
        Returns the secret's name.
    parse : Callable
        Converts the secret's text, or None if the secret doesn't exist; raises ValueError if it is invalid.
    stage : Stage
        The stage of the version to read.
    ttl_seconds : int
        How long a value is cached.
    """

    name: Callable[[], str]
    parse: Callable[[str | None], T]
    stage: Stage = "AWSCURRENT"
    ttl_seconds: int = 300
    _cached: tuple[T] | None = field(default=None, repr=False)
    _read_at: float = float("-inf")
    _refreshed_at: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def value(self) -> T:
        """Return the value, at most ``ttl_seconds`` old; older only if it can't be read again.

        Raises
        ------
        Unavailable, Misconfigured
            If it can't be read or is invalid, and this process has no earlier value.
        """
        if self._cached is None:
            return self._read()
        if time.monotonic() - self._read_at >= self.ttl_seconds:
            self._reread()
        return self._cached[0]

    def refresh(self) -> T:
        """Return the value, read again unless another refresh was done in the last seconds.

        Raises
        ------
        Unavailable, Misconfigured
            If it can't be read or is invalid, and this process has no earlier value.
        """
        if self._cached is None:
            return self._read()
        with self._lock:
            if time.monotonic() - self._refreshed_at >= _MIN_REFRESH_SECONDS:
                self._reread()
                self._refreshed_at = time.monotonic()
        return self._cached[0]

    def _reread(self) -> None:
        try:
            self._read()
        except _FAILURES as error:
            # Keep the last valid value, so that our failure doesn't reject requests.
            self._read_at = time.monotonic()
            observability.log_failure(
                "SECRET_NOT_READ", "Secret not read; using the last value", error, secret=self.name()
            )

    def _read(self) -> T:
        name, began = self.name(), time.monotonic()
        try:
            value = self.parse(secret_store.find(name, self.stage))
        except ValueError:
            # Without the parser's message, which may quote the secret.
            raise Misconfigured(f"The secret {name} is missing or malformed.") from None
        # A slow thread must not overwrite a newer value.
        if began >= self._read_at:
            self._cached, self._read_at = (value,), began
        return value
