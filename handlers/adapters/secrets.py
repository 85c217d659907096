"""Secrets, out of Secrets Manager."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from handlers.domain.errors import Misconfigured, ShopError
from handlers.runtime import observability
from handlers.runtime.aws import clients
from handlers.runtime.aws.errors import meaning

if TYPE_CHECKING:
    from collections.abc import Callable

type Stage = Literal["AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"]

# What we have may be older than what is asked for, or that may be an attack: look again, but not for each.
_LOOK_AGAIN_SECONDS = 10
_FAILURES = (BotoCoreError, ClientError, ResponseParserError, ShopError)


def find_secret(name: str, stage: Stage, *, version: str | None = None) -> str | None:
    """Return the text of a secret, or None if there is no such secret or version, or it holds no text.

    Parameters
    ----------
    name : str
        Its name or ARN.
    stage : Stage
        Which of its versions, such as the current one.
    version : str, optional
        The version that must be in that stage, if not just any.

    Raises
    ------
    Unavailable
        If Secrets Manager doesn't answer.
    Misconfigured
        If it may not be read.
    """
    which = {} if version is None else {"VersionId": version}
    client = clients.secretsmanager()
    try:
        answer = client.get_secret_value(SecretId=name, VersionStage=stage, **which)
    except (client.exceptions.ResourceNotFoundException, client.exceptions.InvalidRequestException):
        # The latter is one that is to be deleted: it can be brought back, but until then it is gone.
        return None
    except (BotoCoreError, ClientError) as error:
        raise meaning(error) from error
    return answer.get("SecretString")


@dataclass(slots=True)
class CachedSecret[T]:
    """What a secret says, read once in some minutes a process.

    On one machine functions run in threads. Each that finds that it is time reads for itself, so that none waits for
    another, or goes on with what another is about to replace; but one looks again for all.

    Parameters
    ----------
    name : Callable
        Returns its name.
    parse : Callable
        Returns what its text says, None being the text of one that isn't there, or raises a ValueError.
    stage : Stage
        Which of its versions.
    kept_seconds : int
        After how long it is read again.
    """

    name: Callable[[], str]
    parse: Callable[[str | None], T]
    stage: Stage = "AWSCURRENT"
    kept_seconds: int = 300
    _kept: tuple[T] | None = field(default=None, repr=False)
    _read_at: float = float("-inf")
    _looked_again_at: float = float("-inf")
    _looking: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def value(self) -> T:
        """Return what it said some minutes ago at most; or longer ago, if it couldn't be read again.

        Raises
        ------
        Unavailable, Misconfigured
            If it can't be read, or says nothing good, and never did in this process.
        """
        if self._kept is None:
            return self._read()
        if time.monotonic() - self._read_at >= self.kept_seconds:
            self._read_again()
        return self._kept[0]

    def refresh(self) -> T:
        """Return what it says now, if nobody has looked again in the last seconds; else what it said.

        Raises
        ------
        Unavailable, Misconfigured
            If it can't be read, or says nothing good, and never did in this process.
        """
        if self._kept is None:
            return self._read()
        with self._looking:
            if time.monotonic() - self._looked_again_at >= _LOOK_AGAIN_SECONDS:
                self._read_again()
                self._looked_again_at = time.monotonic()
        return self._kept[0]

    def _read_again(self) -> None:
        try:
            self._read()
        except _FAILURES as error:
            # What was good until now is better than nothing: nobody is turned away by a fault of ours.
            self._read_at = time.monotonic()
            observability.log_failure("SECRET_NOT_READ", "A secret can't be read again", error, secret=self.name())

    def _read(self) -> T:
        name, began = self.name(), time.monotonic()
        try:
            value = self.parse(find_secret(name, self.stage))
        except ValueError:
            # Not even what the parser says: it may quote the secret.
            message = f"The secret {name} is missing, or not of the shape that it should be."
            raise Misconfigured(message) from None
        # A thread that took its time must not bring back what another has replaced.
        if began >= self._read_at:
            self._kept, self._read_at = (value,), began
        return value
