"""What admins see of the catalogue: every product that isn't deleted, with its stock and ETag."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.store.page_tokens import make_token
from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import before
from tests.integration.handlers.calling import Response, call
from tests.lambda_events import ADMIN, CUSTOMER
from tests.support.requests import UNKNOWN_ID

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table

NOT_FOUND = (404, "not-found")


def read(product_id: str, **headers: str) -> Response:
    return call("getAdminProduct", path={"id": product_id}, headers=catalog.hyphenated(headers), caller=ADMIN)


def page_of(**query: str) -> Response:
    return call("listAdminProducts", query=query, caller=ADMIN)


def walk(limit: int) -> list[list[str]]:
    page = page_of(limit=str(limit))
    pages = [catalog.ids(page)]
    while token := page.body.get("nextPage"):
        page = page_of(limit=str(limit), page=token)
        pages.append(catalog.ids(page))
    return pages


@pytest.mark.parametrize("is_active", [True, False])
def test_product_is_read_with_stock_and_etag(table: Table, is_active: bool) -> None:
    made = catalog.create(isActive=is_active, stock=7)

    response = read(made.body["productId"])

    assert (response.status, response.body, response.etag) == (200, made.body, made.etag)
    assert read(made.body["productId"], If_None_Match=made.etag).status == 304


def test_draft_gets_its_image_and_is_published_with_the_etag_that_was_read(table: Table) -> None:
    # Given a draft
    product_id = catalog.create_id(isActive=False)
    form = call(
        "createImageUpload", path={"id": product_id}, body={"contentType": "image/png", "size": 9}, caller=ADMIN
    )
    assert form.status == 201

    # When an admin reads and publishes it
    body = {**catalog.DESK, "stock": 3, "isActive": True}
    published = catalog.put(product_id, body, If_Match=read(product_id).etag)

    # Then everybody sees it
    assert published.status == 200
    assert catalog.get(product_id).body == published.body


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 100])
def test_list_has_every_product_once_newest_first(table: Table, limit: int) -> None:
    active = [catalog.create_id() for _ in range(3)]
    drafts = [catalog.create_id(isActive=False) for _ in range(2)]
    catalog.delete(catalog.create_id())

    pages = walk(limit)

    assert [each for page in pages for each in page] == sorted(active + drafts, reverse=True)
    assert all(len(page) == limit for page in pages[:-1])
    assert all(pages)


def test_list_shows_products_as_they_are_read(table: Table) -> None:
    draft = catalog.create(isActive=False, stock=4).body

    assert page_of().body == {"items": [draft]}


def test_deactivated_product_stays_in_the_list_and_a_deleted_draft_leaves_it(table: Table) -> None:
    product_id, draft = catalog.create_id(), catalog.create_id(isActive=False)

    catalog.put(product_id, {**catalog.DESK, "isActive": False})
    catalog.delete(draft)

    assert walk(5) == [[product_id]]
    assert read(draft).problem == NOT_FOUND


def test_product_that_is_published_between_the_queries_is_listed_once(table: Table) -> None:
    draft = catalog.create_id(isActive=False)

    with before(lambda seen: seen == ["BatchGetItem", "Query", "Query"], lambda: catalog.put(draft)):
        page = page_of()

    assert catalog.ids(page) == [draft]


def test_product_that_does_not_exist_is_not_found(table: Table) -> None:
    assert read(UNKNOWN_ID).problem == NOT_FOUND


@pytest.mark.parametrize("list_key", ["PRODUCTS", "INACTIVE_PRODUCTS"])
def test_token_of_another_list_is_rejected(table: Table, list_key: str) -> None:
    token = make_token(catalog.create_id(), list_key=list_key)

    assert page_of(page=token).pointers == {"/query/page"}


@pytest.mark.parametrize("operation_id", ["listAdminProducts", "getAdminProduct"])
def test_only_an_admin_has_access(table: Table, operation_id: str) -> None:
    assert call(operation_id, path={"id": UNKNOWN_ID}, caller=CUSTOMER).problem == (403, "forbidden")
    assert call(operation_id, path={"id": UNKNOWN_ID}).problem == (401, "unauthorized")
