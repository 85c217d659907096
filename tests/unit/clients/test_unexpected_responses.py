"""Every operation accepts the successes that the contract gives it, and no other response."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ecommerce_api_client import OutcomeUnknown, ShopError, UnexpectedResponse
from tests.unit.clients.calls import calls
from tests.unit.clients.fake_shop import OLD, ORDER, PROBLEM, PRODUCT_ID, problem, shop_of, success

if TYPE_CHECKING:
    from tests.unit.clients.calls import Call

EVERY = pytest.mark.parametrize("call", calls(), ids=lambda call: call.operation_id)
PAGE = "<html>Welcome to the hotel's network"
HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}


@EVERY
def test_documented_success_is_accepted(call: Call) -> None:
    body = {} if call.result is None else {"json": call.result}
    shop, _ = shop_of(httpx.Response(call.status, **body), tokens=OLD)

    assert (call.of(shop) is None) == (call.result is None)


@EVERY
def test_redirect_is_unexpected(call: Call) -> None:
    for status in (301, 302, 303, 304, 307, 308):
        redirect = httpx.Response(status, headers={"Location": "https://elsewhere.test"})
        shop, responses = shop_of(redirect, tokens=OLD)

        with pytest.raises(UnexpectedResponse) as raised:
            call.of(shop)

        assert (raised.value.status, raised.value.headers["Location"]) == (status, "https://elsewhere.test")
        assert len(responses.requests) == 1


@EVERY
def test_page_is_unexpected(call: Call) -> None:
    # A documented success without a body isn't read.
    silent = [202] if call.operation_id in {"requestVerification", "requestPasswordReset", "changeEmail"} else []
    for status in {200, 201, 202, 203}.difference(silent):
        shop, _ = shop_of(httpx.Response(status, text=PAGE, headers=HTML), tokens=OLD)

        with pytest.raises(UnexpectedResponse) as raised:
            call.of(shop)

        assert (raised.value.status, raised.value.text) == (status, PAGE)


@EVERY
def test_undocumented_success_is_unexpected(call: Call) -> None:
    shop, _ = shop_of(httpx.Response(206, json=call.result or {}), tokens=OLD)

    with pytest.raises(UnexpectedResponse, match=rf"^{call.operation_id}: .* 206, application/json"):
        call.of(shop)


@pytest.mark.parametrize(
    "call", [call for call in calls() if call.result is not None], ids=lambda call: call.operation_id
)
def test_json_that_is_no_model_is_unexpected(call: Call) -> None:
    for text in (b"", b"{", b"[]", b"null", b"{}", b'"ok"', b"NaN", b"\xff", b"[" * 100_000):
        shop, _ = shop_of(httpx.Response(call.status, content=text, headers=JSON), tokens=OLD)

        with pytest.raises(UnexpectedResponse) as raised:
            call.of(shop)

        assert raised.value.status == call.status


@pytest.mark.parametrize("media_type", ["text/plain", "text/json", "application/problem+json", ""])
def test_json_of_another_media_type_is_unexpected(media_type: str) -> None:
    content = json.dumps({"status": "ok", "version": "1"}).encode()
    shop, _ = shop_of(httpx.Response(200, content=content, headers={"Content-Type": media_type}))

    with pytest.raises(UnexpectedResponse):
        shop.get_health()


def test_media_type_may_have_parameters() -> None:
    content = json.dumps({"status": "ok", "version": "1"}).encode()
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    shop, _ = shop_of(httpx.Response(200, content=content, headers=headers))

    assert shop.get_health().status == "ok"


@pytest.mark.parametrize(
    ("name", "value"), [("price", None), ("price", "cheap"), ("createdAt", None), ("createdAt", "yesterday")]
)
def test_property_of_another_type_is_unexpected(name: str, value: object) -> None:
    desk = next(call.result for call in calls() if call.operation_id == "getProduct")
    shop, _ = shop_of(success(desk | {name: value}))

    with pytest.raises(UnexpectedResponse):
        shop.get_product(PRODUCT_ID)


# JSON that parses into a model, but isn't of the contract's shape.
WRONG_SHAPES: list[tuple[str, Any, str]] = [
    ("price", "12.50", "another structure"),
    ("price", True, "InvalidOperation while it was parsed"),
    ("stock", "1", "Product.stock: expected int, not str"),
    ("stock", True, "Product.stock: expected int, not bool"),
    ("stock", 2**53, "Product.stock: the number is too large"),
    ("isActive", 1, "Product.is_active: expected bool, not int"),
    ("name", None, "Product.name: expected str, not NoneType"),
    ("name", ["Desk"], "Product.name: expected str, not list"),
    ("name", "\ud800", "Product.name: the text contains a lone surrogate"),
    ("currency", 7, "Product.currency: expected str, not int"),
    ("description", None, "Product.description: expected str, not NoneType"),
    ("createdAt", "2026-11-22T09:30:00.000", "Product.created_at: the time has no time zone"),
    ("createdAt", "2026-11-22T09:30Z", "another structure"),
]


@pytest.mark.parametrize(("name", "value", "reason"), WRONG_SHAPES)
def test_property_that_breaks_the_contract_is_unexpected(name: str, value: object, reason: str) -> None:
    desk = next(call.result for call in calls() if call.operation_id == "getProduct")
    shop, _ = shop_of(httpx.Response(200, text=json.dumps(desk | {name: value}), headers=JSON))

    with pytest.raises(UnexpectedResponse, match=f"getProduct: .* 200, application/json: .*{reason}") as raised:
        shop.get_product(PRODUCT_ID)

    assert raised.value.text.startswith('{"productId')


@pytest.mark.parametrize("items", [None, {}, "", "items", [None], [[]], 7])
def test_list_that_is_no_list_of_models_is_unexpected(items: object) -> None:
    shop, _ = shop_of(success({"items": items}))

    with pytest.raises(UnexpectedResponse):
        shop.list_products()


def test_problem_that_breaks_the_contract_is_unexpected() -> None:
    faults = [{"pointer": 7, "detail": "why"}]
    wrongs: list[dict[str, Any]] = [{"detail": None}, {"errors": {}}, {"errors": faults}, {"status": "404"}]
    for wrong in wrongs:
        body = problem(404, "not-found").json() | wrong
        shop, _ = shop_of(httpx.Response(404, json=body, headers=PROBLEM))

        with pytest.raises(UnexpectedResponse):
            shop.get_product(PRODUCT_ID)


@pytest.mark.parametrize(
    "unknown",
    [
        httpx.Response(403, text="<html>refused", headers=HTML),
        httpx.Response(403, json={"message": "Forbidden"}),
        httpx.Response(404, json=problem(403, "forbidden").json(), headers=PROBLEM),
        *(httpx.Response(500, text=text, headers=PROBLEM) for text in ("{", "[]", "null", '{"title": "no type"}')),
    ],
)
def test_failure_that_is_no_problem_is_unexpected(unknown: httpx.Response) -> None:
    shop, _ = shop_of(unknown)

    with pytest.raises(UnexpectedResponse) as raised:
        shop.get_health()

    assert raised.value.status == unknown.status_code


def test_unexpected_response_keeps_the_beginning_of_its_body_out_of_its_message() -> None:
    secret = "token-" * 1000
    shop, _ = shop_of(httpx.Response(200, text=secret))

    with pytest.raises(UnexpectedResponse) as raised:
        shop.get_health()

    assert raised.value.text == secret[:1000]
    assert "token" not in str(raised.value)


def test_order_with_an_unexpected_response_has_an_unknown_outcome() -> None:
    shop, responses = shop_of(success({"orderId": "o"}, 201), tokens=OLD)

    with pytest.raises(OutcomeUnknown) as raised:
        shop.create_order(ORDER)

    assert isinstance(raised.value, UnexpectedResponse)
    assert isinstance(raised.value, ShopError)
    assert raised.value.idempotency_key == responses.sent("Idempotency-Key")[0]


def test_money_in_a_response_is_unexpected_unless_it_is_finite() -> None:
    desk = next(call.result for call in calls() if call.operation_id == "getProduct")
    text = json.dumps(desk | {"price": float("inf")})
    shop, _ = shop_of(httpx.Response(200, text=text, headers=JSON))

    with pytest.raises(UnexpectedResponse):
        shop.get_product(PRODUCT_ID)
