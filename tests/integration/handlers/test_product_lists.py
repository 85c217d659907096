from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.store.page_tokens import make_token
from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.calling import call

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table

ALL_PRODUCTS = "PRODUCTS"


def made(count: int, **changed: object) -> list[str]:
    """Create products and return their ids, newest first."""
    return sorted((catalog.create_id(**changed) for _ in range(count)), reverse=True)


def flat(pages: list[list[str]]) -> list[str]:
    return [product_id for page in pages for product_id in page]


@pytest.mark.parametrize(
    ("limit", "sizes"), [(1, [1] * 6), (2, [2, 2, 2]), (4, [4, 2]), (5, [5, 1]), (6, [6]), (7, [6]), (100, [6])]
)
def test_pages_contain_every_product_once_newest_first(table: Table, limit: int, sizes: list[int]) -> None:
    # Given six products of a category and others
    desks = made(6, category="desks")
    others = made(2, category="tables")

    # When both lists are read page by page
    of_category = catalog.walk("desks", limit=limit)
    of_all = catalog.walk(limit=limit)

    # Then nothing is missing, nothing is repeated, and no list ends with an empty page
    assert flat(of_category) == desks
    assert [len(page) for page in of_category] == sizes
    assert flat(of_all) == sorted(desks + others, reverse=True)
    assert all(of_all)


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_list_that_got_more_shards_is_still_one_list(table: Table, monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    # Given products of the time when there was one shard, and products of four
    before = made(3)
    monkeypatch.setenv("PRODUCT_LIST_SHARDS", "4")
    later = made(9)
    assert len({row["GSI2PK"] for row in table.rows().values() if "GSI2PK" in row}) > 1

    pages = catalog.walk(limit=limit)

    assert flat(pages) == later + before
    assert all(pages)


def test_empty_list_is_an_empty_page_without_a_next(table: Table) -> None:
    assert catalog.list_page().body == {"items": []}
    assert catalog.list_page("nothing").body == {"items": []}


def test_default_page_has_twenty_items(table: Table) -> None:
    made(21)

    assert len(catalog.list_page().body["items"]) == 20
    assert catalog.list_page().body["nextPage"]


def test_list_filtered_by_a_category_is_the_category_list(table: Table) -> None:
    made(3, category="desks")
    made(2, category="tables")

    filtered = catalog.list_page(category=None, limit="2")
    by_query = call("listProducts", query={"category": "desks", "limit": "2"})
    by_path = catalog.list_page("desks", limit="2")

    assert by_query.body == by_path.body
    assert by_query.body != filtered.body
    # And their page tokens are interchangeable
    token = by_query.body["nextPage"]
    assert len(catalog.ids(catalog.list_page("desks", page=token))) == 1


def test_products_added_or_removed_between_pages_shift_nothing(table: Table) -> None:
    # Given a list with its first page read
    ids = made(6)
    first = catalog.list_page(limit="3")
    assert catalog.ids(first) == ids[:3]

    # When products are added, and removed on both sides of the page boundary, including the last one read
    made(2)
    for gone in (ids[1], ids[2], ids[4]):
        catalog.delete(gone)

    # Then the next page continues after the boundary
    second = catalog.list_page(limit="3", page=first.body["nextPage"])
    assert catalog.ids(second) == [ids[3], ids[5]]
    assert "nextPage" not in second.body


def test_list_whose_rest_was_deleted_ends_with_an_empty_page(table: Table) -> None:
    ids = made(3)
    token = catalog.list_page(limit="2").body["nextPage"]

    catalog.delete(min(ids))

    assert catalog.list_page(limit="2", page=token).body == {"items": []}


def test_product_moved_out_of_its_category_leaves_no_gap(table: Table) -> None:
    ids = made(4, category="desks")
    token = catalog.list_page("desks", limit="2").body["nextPage"]

    catalog.put(ids[1], {**catalog.DESK, "category": "tables"})

    assert catalog.ids(catalog.list_page("desks", limit="2", page=token)) == ids[2:]


def test_pages_are_complete_despite_the_query_limit_of_a_megabyte(table: Table) -> None:
    # Given products with the longest possible texts
    ids = made(70, description="😀" * 4000)

    # When a page of a hundred is requested
    pages = catalog.walk(limit=100)

    # Then it takes more than one query, and nothing is missing
    assert len(pages) > 1
    assert flat(pages) == ids


def test_changed_token_is_rejected(table: Table) -> None:
    made(2)
    token = catalog.list_page(limit="1").body["nextPage"]

    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with recorded() as aws:
            assert catalog.list_page(page=changed).pointers == {"/query/page"}
        assert aws.requests == []


@pytest.mark.parametrize(
    "page", [".", "..", "x", "a.b", "=" * 9, "A" * 501, "\ud800", "é", "{token}=", "{token}.", "{token}A"]
)
def test_malformed_page_token_is_rejected(table: Table, page: str) -> None:
    made(2)
    token = catalog.list_page(limit="1").body["nextPage"]

    assert catalog.list_page(page=page.format(token=token)).pointers == {"/query/page"}
    assert catalog.list_page("furniture", page=page.format(token=token)).pointers == {"/query/page"}


def test_token_of_another_list_is_rejected(table: Table) -> None:
    # Given a token of each of three lists
    made(2, category="desks")
    made(2, category="tables")
    tokens = {name: catalog.list_page(name, limit="1").body["nextPage"] for name in (None, "desks", "tables")}

    # When each is used with each list, then only its own accepts it
    for owner, token in tokens.items():
        for category in tokens:
            assert catalog.list_page(category, page=token).status == (200 if category == owner else 400)
    assert call("listProducts", query={"category": "tables", "page": tokens["desks"]}).status == 400


@pytest.mark.parametrize(
    "position", ["", "0", "\0", "zzzz", "GUARD", "😀" * 40, "../x", "01JD8QM3F5H7K9N1P3R5T7V9X1#x"], ids=repr
)
def test_forged_token_reads_nothing_but_its_list(table: Table, position: str) -> None:
    # Given active products and an inactive one
    ids = made(3)
    catalog.create(isActive=False)

    # When a client forges a token, then it gets a part of the same list
    page = catalog.list_page(page=make_token(position, list_key=ALL_PRODUCTS))

    assert page.status == 200
    assert set(catalog.ids(page)) <= set(ids)


def test_list_shows_products_as_they_are_read_one_by_one(table: Table) -> None:
    ids = made(3, description="Oiled.", stock=2, price=0.07)

    assert catalog.list_page().body["items"] == [catalog.get(product_id).body for product_id in ids]
