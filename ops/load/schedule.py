"""An open-loop load: each request starts when the schedule says, whether or not earlier ones have ended.

Latency counts from the scheduled start. A shop that stalls therefore shows in the latency of every request that was due
in the meantime, and not only in that of the ones in flight (coordinated omission).
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from random import Random


@dataclass(frozen=True, slots=True)
class Step:
    """A constant rate, from one second of the run to another."""

    rate: float
    begin: float
    end: float

    @property
    def requests(self) -> int:
        """The number of requests that the step schedules."""
        return round(self.rate * (self.end - self.begin))


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request of the schedule: the second of the run in which it starts, its operation, and its step."""

    at: float
    operation: str
    step: Step


@dataclass(frozen=True, slots=True)
class Outcome:
    """A request that has ended: in which seconds of the run it started and ended, and its kind of error, or ``""``."""

    arrival: Arrival
    started: float
    ended: float
    error: str

    @property
    def latency(self) -> float:
        """The seconds since the scheduled start."""
        return self.ended - self.arrival.at

    @property
    def lateness(self) -> float:
        """The seconds by which the client missed the scheduled start; they are part of the latency."""
        return self.started - self.arrival.at


def ramp(rates: Sequence[float], seconds: float) -> list[Step]:
    """Return a step for each rate, each as long as the others."""
    return [Step(rate, index * seconds, (index + 1) * seconds) for index, rate in enumerate(rates)]


def arrivals(steps: Sequence[Step], mix: Mapping[str, int], random: Random) -> list[Arrival]:
    """Return a step's exact number of requests at random times, as independent customers send them.

    Parameters
    ----------
    mix : Mapping[str, int]
        The weight of each operation.
    """
    return [
        Arrival(at, operation, step)
        for step in steps
        for at, operation in zip(
            sorted(random.uniform(step.begin, step.end) for _ in range(step.requests)),
            random.choices(list(mix), list(mix.values()), k=step.requests),
            strict=True,
        )
    ]


async def run(
    schedule: Sequence[Arrival],
    send: Callable[[str], Awaitable[str]],
    *,
    clock: Callable[[], float] = time.perf_counter,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> list[Outcome]:
    """Send the requests of a schedule and return their outcomes, once all have ended.

    Parameters
    ----------
    schedule : Sequence[Arrival]
        The requests, in the order of their starts.
    send : Callable
        Sends an operation's request, and returns its kind of error, or an empty string.
    """
    outcomes: list[Outcome] = []
    begin = clock()

    async def request(arrival: Arrival) -> None:
        started = clock() - begin
        error = await send(arrival.operation)
        outcomes.append(Outcome(arrival, started, clock() - begin, error))

    async with asyncio.TaskGroup() as group:
        for arrival in schedule:
            await sleep(max(0.0, begin + arrival.at - clock()))
            group.create_task(request(arrival))
    return outcomes
