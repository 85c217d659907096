from __future__ import annotations

from local.gateway.metering import Buckets
from local.gateway.usage_plans import Throttle

KEY, OTHER_KEY = ("plan", "key"), ("plan", "other")
THROTTLE = Throttle(rate=10, burst=3)


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def taken(buckets: Buckets, tries: int, throttle: Throttle = THROTTLE) -> int:
    return sum(buckets.take(KEY, throttle) for _ in range(tries))


def test_a_bucket_is_full_at_first_and_holds_the_burst() -> None:
    assert taken(Buckets(Clock()), 10) == 3


def test_the_rate_puts_tokens_back() -> None:
    # Given an empty bucket
    clock = Clock()
    buckets = Buckets(clock)
    taken(buckets, 3)

    # When less and then more time goes by than a token takes
    clock.seconds += 0.09
    too_soon = taken(buckets, 10)
    clock.seconds += 0.02

    # Then one more request is let through
    assert (too_soon, taken(buckets, 10)) == (0, 1)


def test_a_bucket_never_holds_more_than_the_burst() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    taken(buckets, 3)

    clock.seconds += 3600

    assert taken(buckets, 10) == 3


def test_refused_requests_take_nothing() -> None:
    # Given a client that doesn't stop asking
    clock = Clock()
    buckets = Buckets(clock)
    taken(buckets, 1000)

    clock.seconds += 0.25

    assert taken(buckets, 10) == 2


def test_each_key_has_a_bucket_of_its_own() -> None:
    buckets = Buckets(Clock())
    taken(buckets, 10)

    assert buckets.take(OTHER_KEY, THROTTLE)


def test_a_plan_that_changes_holds_from_the_next_request_on() -> None:
    buckets = Buckets(Clock())

    assert taken(buckets, 10, Throttle(rate=10, burst=1)) == 1
    assert taken(buckets, 10, Throttle(rate=10, burst=0)) == 0


def test_a_clock_that_stands_still_lets_the_burst_through_once() -> None:
    buckets = Buckets(Clock())

    assert [taken(buckets, 5) for _ in range(3)] == [3, 0, 0]
