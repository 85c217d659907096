from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

import pytest

from handlers.domain.ids import PATTERN, max_id, min_id, new_id

MOMENT = datetime(2026, 11, 22, 9, 30, 0, 123_000, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def test_ids_sort_by_the_time_they_were_made() -> None:
    # Given ids made in different milliseconds
    ids = []
    for _ in range(5):
        ids.append(new_id())
        _wait_for_the_next_millisecond()

    # Then their order is that of their making
    assert ids == sorted(ids)


def test_ids_have_the_contracts_pattern_and_never_repeat() -> None:
    # When many are made at once
    ids = {new_id() for _ in range(1000)}

    # Then each is a ULID, and all differ
    assert len(ids) == 1000
    assert all(re.fullmatch("[0-7][0-9A-HJKMNP-TV-Z]{25}", made) for made in ids)


def test_id_can_be_made_for_another_moment() -> None:
    # The example of the ULID specification
    assert new_id(datetime.fromtimestamp(1469918176.385, UTC))[:10] == "01ARYZ6S41"


@pytest.mark.parametrize("part", [timedelta(0), timedelta(microseconds=1), timedelta(microseconds=999)], ids=str)
def test_ids_of_a_millisecond_lie_between_its_least_and_its_greatest(part: timedelta) -> None:
    ids = [new_id(MOMENT + part) for _ in range(100)]

    assert all(min_id(MOMENT) <= made <= max_id(MOMENT) for made in ids)
    assert (min_id(MOMENT + part), max_id(MOMENT + part)) == (min_id(MOMENT), max_id(MOMENT))


def test_milliseconds_follow_each_other_without_gap_or_overlap() -> None:
    assert min_id(MOMENT)[10:] == "0" * 16
    assert max_id(MOMENT)[10:] == "Z" * 16
    assert max_id(MOMENT - MILLISECOND) < min_id(MOMENT) < max_id(MOMENT) < min_id(MOMENT + MILLISECOND)


@pytest.mark.parametrize("milliseconds", range(0, 1000, 7))
def test_millisecond_is_never_one_off(milliseconds: int) -> None:
    # A float of seconds sometimes would be
    moment = MOMENT.replace(microsecond=0) + timedelta(milliseconds=milliseconds)

    assert int(min_id(moment)[:10].translate(_FROM_CROCKFORD), 32) % 1000 == milliseconds


@pytest.mark.parametrize(
    "moment",
    [
        datetime.min.replace(tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
    ],
    ids=str,
)
def test_no_id_is_older_than_1970(moment: datetime) -> None:
    assert min_id(moment) == "0" * 26
    assert max_id(moment) < min_id(MOMENT)


def test_latest_moment_there_is_has_ids() -> None:
    assert re.fullmatch(PATTERN, max_id(datetime.max.replace(tzinfo=UTC)))


_FROM_CROCKFORD = str.maketrans("0123456789ABCDEFGHJKMNPQRSTVWXYZ", "0123456789abcdefghijklmnopqrstuv")


def _wait_for_the_next_millisecond() -> None:
    now = time.time_ns() // 1_000_000
    while time.time_ns() // 1_000_000 == now:
        pass
