from __future__ import annotations

from local.gateway.metering import Buckets
from local.gateway.usage_plans import Throttle

KEY, OTHER_KEY = ("plan", "key"), ("plan", "other")
THROTTLE = Throttle(rate=10, burst=3)


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def taken(buckets: Buckets, tries: int, throttle: Throttle = THROTTLE) -> int:
    return sum(buckets.take(KEY, throttle) for _ in range(tries))


def test_a_bucket_is_full_at_first_and_holds_the_burst() -> None:
    assert taken(Buckets(Clock()), 10) == 3


def test_the_rate_refills_the_bucket() -> None:
    # Given an empty bucket
    clock = Clock()
    buckets = Buckets(clock)
    taken(buckets, 3)

    # When less, and then more, than the refill time of a token passes
    clock.seconds += 0.09
    too_soon = taken(buckets, 10)
    clock.seconds += 0.02

    # Then one more request is admitted
    assert (too_soon, taken(buckets, 10)) == (0, 1)


def test_a_bucket_never_holds_more_than_the_burst() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    taken(buckets, 3)

    clock.seconds += 3600

    assert taken(buckets, 10) == 3


def test_rejected_requests_take_no_tokens() -> None:
    # Given a client that keeps sending requests
    clock = Clock()
    buckets = Buckets(clock)
    taken(buckets, 1000)

    clock.seconds += 0.25

    assert taken(buckets, 10) == 2


def test_each_key_has_its_own_bucket() -> None:
    buckets = Buckets(Clock())
    taken(buckets, 10)

    assert buckets.take(OTHER_KEY, THROTTLE)


def test_a_changed_plan_applies_from_the_next_request_on() -> None:
    buckets = Buckets(Clock())

    assert taken(buckets, 10, Throttle(rate=10, burst=1)) == 1
    assert taken(buckets, 10, Throttle(rate=10, burst=0)) == 0


def test_a_stopped_clock_admits_the_burst_once() -> None:
    buckets = Buckets(Clock())

    assert [taken(buckets, 5) for _ in range(3)] == [3, 0, 0]
