"""Arguments that break the contract are never sent, and no argument is dropped."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from ecommerce_api_client import InvalidArgument, ShopError
from ecommerce_api_client.api.cart import remove_cart_item
from ecommerce_api_client.models import ProductCreate, ProductUpdate
from tests.unit.clients.calls import calls
from tests.unit.clients.fake_shop import OLD, ORDER, PRODUCT_ID, Responses, async_shop, shop_of

if TYPE_CHECKING:
    from tests.unit.clients.calls import Call

WITH_PATH = [call for call in calls() if call.path]
DESK = ProductUpdate(name="Desk", price=Decimal(1), category="furniture")
BAD: list[Any] = ["..", ".", "", "a/b", "../orders", "%2e%2e", " ", "books\n", "Ü", None, 7]


@pytest.mark.parametrize("call", WITH_PATH, ids=lambda call: call.operation_id)
def test_path_that_breaks_the_contract_is_not_sent(call: Call) -> None:
    shop, responses = shop_of(tokens=OLD)

    for bad in BAD:
        with pytest.raises(InvalidArgument, match="doesn't match") as raised:
            call.of(shop, bad)
        assert isinstance(raised.value, ShopError)

    assert responses.requests == []


@pytest.mark.parametrize("call", WITH_PATH, ids=lambda call: call.operation_id)
def test_asynchronous_client_checks_paths_too(call: Call) -> None:
    async def call_with_dots() -> None:
        async with async_shop(Responses([]), tokens=OLD) as shop:
            await call.of(shop, "..")

    with pytest.raises(InvalidArgument):
        anyio.run(call_with_dots)


def test_functions_below_the_shop_check_paths_too() -> None:
    shop, responses = shop_of(tokens=OLD)

    with pytest.raises(InvalidArgument):
        remove_cart_item.sync_detailed("..", client=shop.client)

    assert responses.requests == []


@pytest.mark.parametrize("key", ["", " a", "a\nb", "ключ", "a" * 256])
def test_key_that_breaks_the_contract_is_not_replaced(key: str) -> None:
    shop, responses = shop_of(tokens=OLD)

    with pytest.raises(InvalidArgument, match="idempotency_key"):
        shop.create_order(ORDER, idempotency_key=key)

    assert responses.requests == []


@pytest.mark.parametrize("etag", ["", "unquoted", '"a"\r\nX-Api-Key: b', None])
def test_update_never_becomes_unconditional(etag: Any) -> None:
    shop, responses = shop_of(tokens=OLD)

    with pytest.raises(InvalidArgument, match="if_match"):
        shop.update_product(PRODUCT_ID, DESK, if_match=etag)

    assert responses.requests == []


def test_price_with_more_digits_than_json_can_carry_is_not_rounded() -> None:
    shop, responses = shop_of(tokens=OLD)
    price = Decimal("19.999999999999999999")

    with pytest.raises(InvalidArgument, match="too many digits"):
        shop.create_product(ProductCreate(name="Desk", price=price, category="furniture"))

    assert responses.requests == []
