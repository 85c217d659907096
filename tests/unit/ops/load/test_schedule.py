"""The open-loop schedule: its requests start on time, however slow the shop is."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random

import pytest

from ops.load import schedule
from ops.load.schedule import Arrival, Outcome, Step

_SEEDED = Random(1)  # noqa: S311  # not a secret
_STEP = Step(rate=10, begin=0, end=1)
# Only a hang meets this limit.
_PATIENCE_SECONDS = 60


class FakeClock:
    """A clock that advances only while the schedule sleeps."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        # The requests that have started read it first.
        await asyncio.sleep(0)
        self.seconds += seconds


def _run(arrivals: list[Arrival], shop: StalledShop, clock: FakeClock) -> list[Outcome]:
    async def limited() -> list[Outcome]:
        running = schedule.run(arrivals, shop.send, clock=clock, sleep=clock.sleep)
        return await asyncio.wait_for(running, _PATIENCE_SECONDS)

    return asyncio.run(limited())


class StalledShop:
    """A shop that responds to no request before it has got this many."""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.received = 0
        self.responds = asyncio.Event()

    async def send(self, _operation: str) -> str:
        self.received += 1
        if self.received == self.expected:
            self.responds.set()
        await self.responds.wait()
        return ""


def test_requests_to_a_stalled_shop_start_on_time_and_wait_since_then() -> None:
    # Given ten requests in ten seconds, and a shop that stalls until it has got all of them
    arrivals = [Arrival(float(second), "getProduct", _STEP) for second in range(10)]

    # When they are sent
    outcomes = _run(arrivals, StalledShop(10), FakeClock())

    # Then each started on time, and its latency is the rest of the stall
    assert sorted((each.arrival.at, each.lateness, each.latency) for each in outcomes) == [
        (float(second), 0.0, 9.0 - second) for second in range(10)
    ]


def test_delay_of_the_client_is_part_of_the_latency() -> None:
    # Given a client that wakes two seconds late
    clock = FakeClock()

    async def oversleep(seconds: float) -> None:
        await clock.sleep(seconds + 2)

    shop = StalledShop(1)

    # When it sends a request that is due in the first second
    [outcome] = asyncio.run(schedule.run([Arrival(1.0, "getCart", _STEP)], shop.send, clock=clock, sleep=oversleep))

    # Then the delay counts
    assert (outcome.lateness, outcome.latency) == (2.0, 2.0)


def test_each_step_has_its_exact_number_of_requests_in_order() -> None:
    steps = schedule.ramp([5, 20], seconds=3)

    arrivals = schedule.arrivals(steps, {"getProduct": 1}, _SEEDED)

    assert [(step.begin, step.end) for step in steps] == [(0, 3), (3, 6)]
    assert Counter(arrival.step.rate for arrival in arrivals) == {5: 15, 20: 60}
    assert all(arrival.step.begin <= arrival.at <= arrival.step.end for arrival in arrivals)
    assert [arrival.at for arrival in arrivals] == sorted(arrival.at for arrival in arrivals)


def test_operations_have_their_weights() -> None:
    [step] = schedule.ramp([1000], seconds=10)

    drawn = Counter(each.operation for each in schedule.arrivals([step], {"getProduct": 9, "getCart": 1}, _SEEDED))

    assert drawn.keys() == {"getProduct", "getCart"}
    assert drawn["getCart"] == pytest.approx(1000, rel=0.15)


def test_the_same_seed_gives_the_same_schedule() -> None:
    mix = {"getProduct": 1, "getCart": 1}

    first, second = (schedule.arrivals([_STEP], mix, Random(7)) for _ in range(2))  # noqa: S311  # as above

    assert first == second
