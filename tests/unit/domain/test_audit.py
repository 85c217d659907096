"""Entries of the audit."""

from __future__ import annotations

import pytest

from handlers.domain.audit import Change, changes_between, user_origin


def test_networks_share_digests_so_that_none_reveals_its_network() -> None:
    networks = [f"10.{high}.{low}.1" for high in range(256) for low in range(256)]

    digests = [user_origin("1", network).network for network in networks]

    assert digests == [user_origin("2", network).network for network in networks]
    # Of 65,536 networks many have the digest of another, though there are 65,536 digests.
    assert len(set(digests)) < 0.7 * len(networks)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({"price": "1"}, {"price": "1"}, []),
        ({"price": "1"}, {"price": "2"}, [Change("price", "1", "2")]),
        ({}, {"price": "2"}, [Change("price", None, "2")]),
        ({"price": "1"}, {"price": None}, [Change("price", "1", None)]),
    ],
)
def test_changes_are_the_fields_whose_values_differ(
    before: dict[str, str | None], after: dict[str, str | None], changes: list[Change]
) -> None:
    assert changes_between(before, after) == changes
