from datetime import UTC, datetime, timedelta

import pytest

from handlers.domain.ids import decode_time, new_id
from handlers.domain.throttling import GrowingWait, Limit, client_network

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def stamps(*minutes: float) -> set[str]:
    """Return stamps of attempts at these minutes after noon."""
    return {new_id(NOON + timedelta(minutes=minute)) for minute in minutes}


def test_id_says_when_it_was_made() -> None:
    moment = NOON + timedelta(milliseconds=1234)

    assert decode_time(new_id(moment)) == moment


def test_attempt_counts_for_the_whole_period_and_no_longer() -> None:
    limit = Limit(10, QUARTER)
    made = stamps(0)

    assert limit.expired(made, NOON + QUARTER - timedelta(milliseconds=1)) == set()
    assert limit.expired(made, NOON + QUARTER) == made


def test_only_the_old_ones_are_over() -> None:
    old, new = stamps(0, 1, 2), stamps(3, 14)

    assert Limit(5, QUARTER).expired(old | new, NOON + timedelta(minutes=17)) == old


def test_there_is_room_again_when_the_oldest_is_expired() -> None:
    assert Limit(3, QUARTER).next_allowed_at(stamps(4, 2, 3)) == NOON + timedelta(minutes=17)


def test_limit_that_was_lowered_waits_for_more_of_them() -> None:
    assert Limit(1, QUARTER).next_allowed_at(stamps(2, 3, 4)) == NOON + timedelta(minutes=19)


@pytest.mark.parametrize(("failures", "seconds"), [(3, 1), (4, 2), (5, 4), (8, 32), (9, 60), (100, 60)])
def test_wait_doubles_with_each_failure_up_to_a_minute(failures: int, seconds: int) -> None:
    made = stamps(*(number / 100 for number in range(failures)))
    last = NOON + timedelta(minutes=(failures - 1) / 100)

    assert GrowingWait(3, QUARTER).next_allowed_at(made) == last + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0DB8:0001:0002::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_address_of_ipv6_is_its_network(address: str, network: str) -> None:
    assert client_network(address) == network


@pytest.mark.parametrize("address", ["", "here", "203.0.113.7, 10.0.0.1", "203.0.113.300"])
def test_invalid_address_is_an_error(address: str) -> None:
    with pytest.raises(ValueError, match=r"address"):
        client_network(address)
