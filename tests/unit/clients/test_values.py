"""Pages, money and moments, as the contract means them."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import anyio

from ecommerce_api_client.models import ProductCreate
from tests.unit.clients.answers import OLD, Answers, answer, async_shop, shop_of

DESK = {
    "productId": "desk",
    "name": "Desk",
    "price": 0.07,
    "currency": "EUR",
    "category": "furniture",
    "stock": 1,
    "isActive": True,
    "createdAt": "2026-11-22T09:30:00.007Z",
    "updatedAt": "2026-11-22T09:30:00.007Z",
}


def test_a_page_that_is_empty_may_be_followed_by_another() -> None:
    pages = [answer({"items": [], "nextPage": "a"}), answer({"items": [DESK], "nextPage": "b"}), answer({"items": []})]
    shop, answers = shop_of(*pages)

    assert [product.product_id for product in shop.iterate_products(category="furniture", limit=1)] == ["desk"]

    asked = [dict(request.url.params) for request in answers.requests]
    first = {"category": "furniture", "limit": "1"}
    assert asked == [first, first | {"page": "a"}, first | {"page": "b"}]


def test_a_page_is_asked_for_when_it_is_wanted() -> None:
    shop, answers = shop_of(answer({"items": [DESK], "nextPage": "a"}))

    next(shop.iterate_products())

    assert len(answers.requests) == 1


def test_tasks_go_through_the_same_pages() -> None:
    answers = Answers([answer({"items": [], "nextPage": "a"}), answer({"items": [DESK]})])

    async def products() -> list[str]:
        async with async_shop(answers) as shop:
            return [product.product_id async for product in shop.iterate_products()]

    assert anyio.run(products) == ["desk"]


def test_a_value_that_a_newer_contract_adds_is_taken_as_it_is() -> None:
    shop, _ = shop_of(answer(DESK | {"currency": "CHF", "material": "oak"}))

    product = shop.get_product("desk")

    assert (str(product.currency), product["material"]) == ("CHF", "oak")


def test_money_is_an_exact_decimal_there_and_back() -> None:
    shop, answers = shop_of(answer(DESK), answer(DESK, 201), tokens=OLD)

    price = shop.get_product("desk").price
    shop.create_product(ProductCreate(name="Desk", price=price * 3, category="furniture"))

    assert price == Decimal("0.07")
    assert b'"price":0.21' in answers.requests[1].content


def test_a_moment_is_sent_in_utc_with_milliseconds() -> None:
    shop, answers = shop_of(answer({"items": []}), tokens=OLD)
    one_hour_east = timezone(timedelta(hours=1))

    shop.list_orders(from_=datetime(2026, 11, 1, tzinfo=UTC), to=datetime(2026, 11, 30, 0, 30, tzinfo=one_hour_east))

    assert dict(answers.requests[0].url.params) == {
        "from": "2026-11-01T00:00:00.000Z",
        "to": "2026-11-29T23:30:00.000Z",
        "limit": "20",
    }


def test_a_moment_that_was_answered_is_sent_back_as_it_was() -> None:
    shop, _ = shop_of(answer(DESK))

    product = shop.get_product("desk")

    assert product.created_at.utcoffset() == timedelta(0)
    assert json.loads(json.dumps(product.to_dict())) == DESK
