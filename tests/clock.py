"""A clock that stands still until a test moves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

import jwt.api_jwt
import pytest

from handlers.adapters import secrets
from handlers.domain import clock


@dataclass
class Clock:
    """What the clock shows: seconds since 1970."""

    seconds: float

    def monotonic(self) -> float:
        """Return what never goes back, which here is the same."""
        return self.seconds

    @property
    def moment(self) -> int:
        """What it shows in whole seconds."""
        return int(self.seconds)


def stopped_clock(monkeypatch: pytest.MonkeyPatch, seconds: float = 1_800_000_000) -> Clock:
    """Let the shop, the checks of a token's times, and the age of what is read of secrets go by one clock."""
    shown = Clock(seconds)

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # the base returns its own kind
            return datetime.fromtimestamp(shown.seconds, tz)

    for module in (clock, jwt.api_jwt):
        monkeypatch.setattr(module, "datetime", Stopped)
    monkeypatch.setattr(secrets, "time", shown)
    return shown
