"""Interventions at a call: its process is killed, the call fails, or it is overtaken."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.integration.handlers.faulty_aws import Afterwards, Fate, Mishap, error
from tests.integration.proofs.stage import Call

_PATIENCE_SECONDS = 300


@dataclass(slots=True)
class Strike:
    """An intervention at one call."""

    number: int
    how: str
    name: str = ""
    _released: threading.Event = field(default_factory=threading.Event)
    _executed: threading.Event = field(default_factory=threading.Event)

    def __str__(self) -> str:
        return f"{self.how} at call {self.number}, {self.name}"

    def __call__(self, call: Call) -> Fate:
        if call.number == self.number:
            self.name = call.name
            return _ALL[self.how](self, call)
        if call.number > self.number and self.how == DOWN:
            return _down(self, call)
        return None

    def release(self) -> None:
        """Release a delayed call, and return once it was executed."""
        self._released.set()
        assert self._executed.wait(_PATIENCE_SECONDS)

    def hold(self) -> None:
        """Block until the call is released."""
        assert self._released.wait(_PATIENCE_SECONDS)

    def end(self) -> None:
        """Record that the call was executed."""
        self._executed.set()


def _dies_before(_: Strike, call: Call) -> Fate:
    call.caller.kill()
    return Mishap.BROKEN_CONNECTION


def _dies_after(_: Strike, call: Call) -> Fate:
    return Afterwards(call.caller.kill)


def _dies_and_its_call_is_late(strike: Strike, call: Call) -> Fate:
    call.caller.kill()
    strike.hold()
    return Afterwards(strike.end)


def _is_throttled(_: Strike, call: Call) -> Fate:
    if call.name == "Invoke":
        return error("TooManyRequestsException", status=429)
    return error("ProvisionedThroughputExceededException")


def _down(_: Strike, call: Call) -> Fate:
    return error("ServiceException" if call.name == "Invoke" else "InternalServerError", status=500)


def _always(mishap: Mishap) -> Callable[[Strike, Call], Fate]:
    return lambda *_: mishap


DOWN = "an error at this and all later calls"
SILENCE = "silence"
LOST = "a lost answer"
# The calling process is killed.
DEATHS: Mapping[str, Callable[[Strike, Call], Fate]] = {"a kill before": _dies_before, "a kill after": _dies_after}
# The same, and the call is executed only after everything was settled.
LATE: Mapping[str, Callable[[Strike, Call], Fate]] = {"a kill, and a late call": _dies_and_its_call_is_late}
# A connection that breaks before the call is executed equals an error: both are retried.
FAULTS: Mapping[str, Callable[[Strike, Call], Fate]] = {
    "throttling": _is_throttled,
    "an error": _down,
    DOWN: _down,
    SILENCE: _always(Mishap.SILENCE),
    LOST: _always(Mishap.LOST_ANSWER),
}
_ALL = {**DEATHS, **LATE, **FAULTS}
