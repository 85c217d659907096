from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.domain.clock import now, parse_date_time, parse_timestamp, timestamp


@pytest.mark.parametrize(
    "text",
    ["2026-11-22T09:30:00.000Z", "1970-01-01T00:00:00.000Z", "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"],
)
def test_moment_is_read_as_it_was_written(text: str) -> None:
    assert timestamp(parse_timestamp(text)) == text


def test_moment_is_in_utc_to_the_millisecond() -> None:
    assert parse_timestamp("2026-02-28T23:59:59.999Z") == datetime(2026, 2, 28, 23, 59, 59, 999_000, tzinfo=UTC)


def test_now_round_trips_to_the_millisecond() -> None:
    moment = now()

    assert 0 <= (moment - parse_timestamp(timestamp(moment))).total_seconds() < 0.001


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29T00:00:00.000Z",
        "2026-13-01T00:00:00.000Z",
        "2026-00-01T00:00:00.000Z",
        "2026-11-31T00:00:00.000Z",
        "2026-11-22T24:00:00.000Z",
        "2026-11-22T23:60:00.000Z",
        "2026-12-31T23:59:60.000Z",
        "0000-01-01T00:00:00.000Z",
    ],
)
def test_there_are_moments_that_never_were(text: str) -> None:
    with pytest.raises(ValueError, match=r"in|out of|must"):
        parse_timestamp(text)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-29T00:00:00Z", "2026-11-29T00:00:00.000Z"),  # Java, Go
        ("2026-11-29T00:00Z", "2026-11-29T00:00:00.000Z"),  # Java's OffsetDateTime
        ("2026-11-29T01:00:00.123456789+01:00", "2026-11-29T00:00:00.123Z"),  # Java, Go
        ("2026-11-29T00:00:00+00:00", "2026-11-29T00:00:00.000Z"),  # PHP, Python
        ("2026-11-28T18:30:00.999999-05:30", "2026-11-29T00:00:00.999Z"),  # Python
        ("2026-11-29 00:00:00.5+00:00", "2026-11-29T00:00:00.500Z"),
        ("2026-11-29t00:00:00.12z", "2026-11-29T00:00:00.120Z"),
        ("1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999Z"),
        ("2017-01-01T00:59:60.5+01:00", "2016-12-31T23:59:59.999Z"),
        ("2026-11-29T00:00:00-00:00", "2026-11-29T00:00:00.000Z"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59.999Z"),
        ("9999-12-31T23:59:60-12:00", "9999-12-31T23:59:59.999Z"),
    ],
)
def test_date_time_is_truncated_to_milliseconds_in_utc(text: str, utc: str) -> None:
    assert timestamp(parse_date_time(text)) == utc


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29T00:00:00Z",
        "2026-11-29T24:00:00Z",
        "2026-11-29T12:30:60Z",
        "2026-11-29T00:00:00+24:00",
        "0000-01-01T00:00:00Z",
        "2026-11-29T00:00:00",
        "2026-11-29",
    ],
)
def test_date_time_that_does_not_exist_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match=r"in|out of|must|no "):
        parse_date_time(text)
