import re
import time

from handlers.domain.ids import new_id


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


def _wait_for_the_next_millisecond() -> None:
    now = time.time_ns() // 1_000_000
    while time.time_ns() // 1_000_000 == now:
        pass
