"""Pagination, money and timestamps of the client."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import anyio
import httpx
import pytest

from ecommerce_api_client import UnexpectedResponse
from ecommerce_api_client.models import ProductCreate
from tests.unit.clients.fake_shop import OLD, PRODUCT_ID, Responses, async_shop, shop_of, success

DESK = {
    "productId": PRODUCT_ID,
    "name": "Desk",
    "price": 0.07,
    "currency": "EUR",
    "category": "furniture",
    "stock": 1,
    "isActive": True,
    "createdAt": "2026-11-22T09:30:00.007Z",
    "updatedAt": "2026-11-22T09:30:00.007Z",
}


def test_iteration_continues_after_an_empty_page() -> None:
    pages = [
        success({"items": [], "nextPage": "a"}),
        success({"items": [DESK], "nextPage": "b"}),
        success({"items": []}),
    ]
    shop, responses = shop_of(*pages)

    assert [product.product_id for product in shop.iterate_products(category="furniture", limit=1)] == [PRODUCT_ID]

    queries = [dict(request.url.params) for request in responses.requests]
    first = {"category": "furniture", "limit": "1"}
    assert queries == [first, first | {"page": "a"}, first | {"page": "b"}]


@pytest.mark.parametrize("tokens", [[None], [7], ["a", "a"], ["a", "b", "a"], ["a", None]])
def test_page_that_breaks_the_order_of_pages_is_unexpected(tokens: list[object]) -> None:
    pages = [httpx.Response(200, json={"items": [], "nextPage": token}, headers={"X-Page": "p"}) for token in tokens]
    shop, responses = shop_of(*pages)

    with pytest.raises(UnexpectedResponse, match=r"^listProducts: .*next_?[pP]age") as raised:
        list(shop.iterate_products())

    assert (raised.value.status, raised.value.headers["X-Page"]) == (200, "p")
    assert raised.value.text.startswith('{"items":[]')
    assert len(responses.requests) == len(tokens)


def test_asynchronous_iteration_ends_at_a_repeated_page() -> None:
    responses = Responses([success({"items": [], "nextPage": "a"}), success({"items": [], "nextPage": "a"})])

    async def products() -> None:
        async with async_shop(responses) as shop:
            async for _ in shop.iterate_products():
                pass

    with pytest.raises(UnexpectedResponse, match="an earlier page"):
        anyio.run(products)


def test_pages_are_requested_lazily() -> None:
    shop, responses = shop_of(success({"items": [DESK], "nextPage": "a"}))

    next(shop.iterate_products())

    assert len(responses.requests) == 1


def test_asynchronous_iteration_returns_the_same_items() -> None:
    responses = Responses([success({"items": [], "nextPage": "a"}), success({"items": [DESK]})])

    async def products() -> list[str]:
        async with async_shop(responses) as shop:
            return [product.product_id async for product in shop.iterate_products()]

    assert anyio.run(products) == [PRODUCT_ID]


def test_value_of_a_newer_contract_is_accepted_unchanged() -> None:
    shop, _ = shop_of(success(DESK | {"currency": "CHF", "material": "oak"}))

    product = shop.get_product(PRODUCT_ID)

    assert (str(product.currency), product["material"]) == ("CHF", "oak")


def test_money_is_an_exact_decimal_in_both_directions() -> None:
    shop, responses = shop_of(success(DESK), success(DESK, 201), tokens=OLD)

    price = shop.get_product(PRODUCT_ID).price
    shop.create_product(ProductCreate(name="Desk", price=price * 3, category="furniture"))

    assert price == Decimal("0.07")
    assert b'"price":0.21' in responses.requests[1].content


def test_timestamp_is_sent_in_utc_with_milliseconds() -> None:
    shop, responses = shop_of(success({"items": []}), tokens=OLD)
    one_hour_east = timezone(timedelta(hours=1))

    shop.list_orders(from_=datetime(2026, 11, 1, tzinfo=UTC), to=datetime(2026, 11, 30, 0, 30, tzinfo=one_hour_east))

    assert dict(responses.requests[0].url.params) == {
        "from": "2026-11-01T00:00:00.000Z",
        "to": "2026-11-29T23:30:00.000Z",
        "limit": "20",
    }


def test_timestamp_is_serialized_as_it_was_received() -> None:
    shop, _ = shop_of(success(DESK))

    product = shop.get_product(PRODUCT_ID)

    assert product.created_at.utcoffset() == timedelta(0)
    assert json.loads(json.dumps(product.to_dict())) == DESK
