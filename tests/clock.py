"""A clock that stands still until a test advances it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

import jwt.api_jwt
import pytest

from handlers.adapters import secrets
from handlers.domain import clock


@dataclass
class Clock:
    """The clock's time in seconds since 1970."""

    seconds: float

    def monotonic(self) -> float:
        """Return the monotonic time, which is the same here."""
        return self.seconds

    @property
    def moment(self) -> int:
        """The time in whole seconds."""
        return int(self.seconds)


def stopped_clock(monkeypatch: pytest.MonkeyPatch, seconds: float = 1_800_000_000) -> Clock:
    """Make the shop, the validation of tokens and the cache of secrets use one clock."""
    shown = Clock(seconds)

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # the base returns its own kind
            return datetime.fromtimestamp(shown.seconds, tz)

    for module in (clock, jwt.api_jwt):
        monkeypatch.setattr(module, "datetime", Stopped)
    monkeypatch.setattr(secrets, "time", shown)
    return shown
