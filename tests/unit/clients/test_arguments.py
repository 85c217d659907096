"""Arguments that break the contract are never sent, and no argument is dropped."""

from __future__ import annotations

import inspect
import math
import traceback
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import anyio
import attrs
import pytest

from codegen.naming import snake_case
from ecommerce_api_client import AsyncShop, InvalidArgument, Retries, Shop, ShopError, models
from ecommerce_api_client.api.cart import remove_cart_item
from ecommerce_api_client.models import ProductCreate, ProductUpdate, RegisterRequest
from ecommerce_api_client.types import UNSET
from tests.unit.clients.calls import calls
from tests.unit.clients.fake_shop import BASE_URL, OLD, ORDER, PRODUCT_ID, Responses, async_shop, shop_of, success

if TYPE_CHECKING:
    from tests.unit.clients.calls import Call

WITH_PATH = [call for call in calls() if call.path]
DESK = ProductUpdate(name="Desk", price=Decimal(1), category="furniture")
BAD: list[Any] = ["..", ".", "", "a/b", "../orders", "%2e%2e", " ", "books\n", "Ü", None, 7]


@pytest.mark.parametrize("call", WITH_PATH, ids=lambda call: call.operation_id)
def test_path_that_breaks_the_contract_is_not_sent(call: Call) -> None:
    shop, responses = shop_of(tokens=OLD)

    for bad in BAD:
        with pytest.raises(InvalidArgument, match=f"^{call.operation_id}: ") as raised:
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


EAST = timezone(timedelta(hours=5))
# Values that no argument and no property of a request accepts.
WRONG: list[Any] = [
    object(),
    b"bytes",
    {},
    (),
    "\ud800",
    math.nan,
    math.inf,
    Decimal("NaN"),
    Decimal("sNaN"),
    10**400,
    10**5000,
    datetime(2026, 1, 1),  # noqa: DTZ001
    datetime.min.replace(tzinfo=EAST),
    ORDER,
]


def body_of(call: Call) -> Any:
    return getattr(models, call.schema or "").from_dict(call.body)


def call_with(shop: Shop, call: Call, **others: object) -> None:
    """Call a shop with some other arguments."""
    method = getattr(shop, snake_case(call.operation_id))
    body = [] if call.schema is None else [body_of(call)]
    method(**{**inspect.signature(method).bind_partial(*call.path, *body).arguments, **others})


@pytest.mark.parametrize("call", calls(), ids=lambda call: call.operation_id)
def test_argument_of_a_wrong_type_is_not_sent(call: Call) -> None:
    method = getattr(Shop, snake_case(call.operation_id))
    names = list(inspect.signature(method).parameters)[1:]

    for name in names:
        for wrong in [*WRONG, None, "a" * 100_000]:
            if (name == "idempotency_key" and wrong is None) or (name == "body" and call.schema == "OrderRequest"):
                continue
            shop, responses = shop_of(tokens=OLD)
            with pytest.raises(InvalidArgument, match=f"^{call.operation_id}: {name}: ."):
                call_with(shop, call, **{name: wrong})
            assert responses.requests == []


@pytest.mark.parametrize("call", [each for each in calls() if each.schema], ids=lambda call: call.operation_id)
def test_property_of_a_wrong_type_is_not_sent(call: Call) -> None:
    body = body_of(call)

    for name in (field.name for field in attrs.fields(type(body))):
        for wrong in [*WRONG, None]:
            shop, responses = shop_of(tokens=OLD)
            with pytest.raises(InvalidArgument, match=rf"^{call.operation_id}: body\.{name}"):
                call_with(shop, call, body=attrs.evolve(body, **{name: wrong}))
            assert responses.requests == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"limit": None}, "limit: expected int, not NoneType"),
        ({"limit": True}, "limit: expected int, not bool"),
        ({"limit": math.nan}, "limit: expected int, not float"),
        ({"limit": 10**5000}, "limit: the number is too large"),
        ({"from_": datetime(2026, 1, 1)}, "from_: the time has no time zone"),  # noqa: DTZ001
        ({"from_": datetime.min.replace(tzinfo=EAST)}, "from_: .*out of range"),
        ({"from_": "2026-01-01"}, "from_: expected datetime, not str"),
        ({"status": "\ud800"}, "status: the text contains a lone surrogate"),
        ({"page": "a" * 3000}, "page: the text is too long for a URL"),
    ],
)
def test_message_names_operation_argument_and_reason(wrong: dict[str, Any], reason: str) -> None:
    shop, _ = shop_of(tokens=OLD)

    with pytest.raises(InvalidArgument, match=f"^listOrders: {reason}"):
        shop.list_orders(**wrong)


def test_wrong_argument_of_an_iteration_is_not_dropped() -> None:
    shop, _ = shop_of()
    nothing: Any = None

    with pytest.raises(InvalidArgument, match=r"^listProducts: category: expected str, not NoneType"):
        next(shop.iterate_products(category=nothing))


def test_position_inside_the_body_is_named_without_its_value() -> None:
    shop, _ = shop_of(tokens=OLD)
    ada = RegisterRequest(email="ada@example.com", password="secret\ud800", first_name="Ada", last_name="L")
    two: Any = "two"
    order = attrs.evolve(ORDER, items=[ORDER.items[0], attrs.evolve(ORDER.items[0], quantity=two)])

    with pytest.raises(InvalidArgument, match=r"^registerUser: body.password: the text contains") as refused:
        shop.register_user(ada)
    with pytest.raises(InvalidArgument, match=r"^createOrder: body.items\[1\].quantity: expected int, not str"):
        shop.create_order(order)

    assert "secret" not in "".join(traceback.format_exception(refused.value))


def test_body_as_a_dict_is_not_sent() -> None:
    shop, _ = shop_of(tokens=OLD)
    body: Any = ORDER.to_dict()

    with pytest.raises(InvalidArgument, match="createOrder: body: expected OrderRequest, not dict"):
        shop.create_order(body)


def test_unset_arguments_are_absent() -> None:
    shop, responses = shop_of(success({"items": []}))

    shop.list_products(category=UNSET, limit=UNSET, page=UNSET)

    assert responses.requests[0].url.query == b""


@pytest.mark.parametrize("amount", [Decimal("19.999999999999999999"), 10**400, Decimal("1E-400")])
def test_price_with_more_digits_than_json_can_carry_is_not_rounded(amount: Any) -> None:
    shop, responses = shop_of(tokens=OLD)

    with pytest.raises(InvalidArgument, match=r"createProduct: body.price: the amount has too many digits"):
        shop.create_product(ProductCreate(name="Desk", price=amount, category="furniture"))

    assert responses.requests == []


@pytest.mark.parametrize("amount", [math.nan, math.inf, Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")])
def test_price_that_is_no_number_is_no_amount(amount: Any) -> None:
    shop, _ = shop_of(tokens=OLD)

    with pytest.raises(InvalidArgument, match=r"createProduct: body.price: .* is no amount"):
        shop.create_product(ProductCreate(name="Desk", price=amount, category="furniture"))


WRONG_URLS = [
    *("", "shop", "//shop", "ftp://shop", "http://", "http://[", "http://a b", "http://a..b", "http://a\n"),
    *("http://a:0", "http://a:99999", "http://a?b", "http://a#b", "http://\ud800", "http://" + "a" * 3000, None),
]
WRONG_OPTIONS: dict[str, list[Any]] = {
    "base_url": WRONG_URLS,
    "api_key": ["", "secret\n", "sécret", 7],
    "timeout": [None, math.nan, math.inf, -1, "30", True],
    "retries": [None, 5, Retries(first_wait=math.nan), Retries(longest_wait=-1), Retries(attempts=None)],  # type: ignore[arg-type]
    "tokens": ["token", {}],
}


@pytest.mark.parametrize("name", WRONG_OPTIONS)
def test_wrong_option_of_a_client_is_named(name: str) -> None:
    for wrong in WRONG_OPTIONS[name]:
        with pytest.raises(InvalidArgument, match=f"^Shop: {name}") as refused:
            Shop(**{"base_url": BASE_URL, name: wrong})

        assert "cret" not in str(refused.value)


def test_asynchronous_client_checks_its_options_too() -> None:
    with pytest.raises(InvalidArgument, match="base_url"):
        AsyncShop("shop")
