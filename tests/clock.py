"""A clock that stands still until a test advances it."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

import jwt.api_jwt
import pytest

from handlers.adapters import secrets
from handlers.domain import clock


@dataclass
class Clock:
    """The time in seconds since 1970, which is the monotonic time, too."""

    seconds: float

    def monotonic(self) -> float:
        return self.seconds

    @property
    def moment(self) -> int:
        return int(self.seconds)


def stopped_clock(monkeypatch: pytest.MonkeyPatch, seconds: float = 1_800_000_000) -> Clock:
    """Make the shop, the validation of tokens and the cache of secrets use one clock."""
    stopped = Clock(seconds)

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # the base returns its own kind
            return datetime.fromtimestamp(stopped.seconds, tz)

    for module in (clock, jwt.api_jwt):
        monkeypatch.setattr(module, "datetime", Stopped)
    monkeypatch.setattr(secrets, "time", stopped)
    return stopped
