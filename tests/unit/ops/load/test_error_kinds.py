"""The kinds of error of a load test: a problem's status and type, or the client's exception."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from ops.load.connections import Connections
from ops.load.shoppers import MIX, Customer, Shoppers, error_kind

_PROBLEM = {"type": "/docs/problems/out-of-stock", "status": 409}


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (httpx.Response(200, json={}), ""),
        (httpx.Response(201, json={}), ""),
        (httpx.Response(409, json=_PROBLEM), "409 out-of-stock"),
        (httpx.Response(502, text="<html>"), "502 without a problem"),
        (httpx.Response(403, json={"message": "Forbidden"}), "403 without a problem"),
        (httpx.Response(500, json=[]), "500 without a problem"),
        (httpx.Response(302), "302 without a problem"),
    ],
)
def test_kind_is_the_status_and_the_type_of_the_problem(response: httpx.Response, kind: str) -> None:
    assert error_kind(response) == kind


def _send(operation: str, response: httpx.Response | Exception) -> tuple[str, httpx.Request, Customer]:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if isinstance(response, Exception):
            raise response
        return response

    async def send() -> str:
        transport = httpx.MockTransport(respond)
        async with Connections(lambda: httpx.AsyncClient(base_url="http://shop.test", transport=transport)) as shop:
            return await Shoppers([customer], ["01JD8QM3F5H7K9N1P3R5T7V9X1"]).send(shop, operation)

    customer = Customer("ada@example.com", "correct-horse", {"Authorization": "Bearer first"})
    return asyncio.run(send()), requests[0], customer


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ReadTimeout("late")])
def test_kind_without_a_response_is_the_exception(error: Exception) -> None:
    assert _send("getProduct", error)[0] == type(error).__name__


def test_login_without_a_token_is_an_error() -> None:
    assert _send("loginUser", httpx.Response(200, json={}))[0] == "KeyError"


def test_later_requests_of_a_customer_have_the_token_of_the_latest_login() -> None:
    _, _, customer = _send("loginUser", httpx.Response(200, json={"accessToken": "second"}))

    assert customer.headers == {"Authorization": "Bearer second"}


def test_each_order_has_a_key_of_its_own() -> None:
    keys = {_send("createOrder", httpx.Response(201))[1].headers["Idempotency-Key"] for _ in range(3)}

    assert len(keys) == 3


@pytest.mark.parametrize("operation", ["getCart", "addCartItem", "createOrder"])
def test_customers_act_with_their_token(operation: str) -> None:
    assert _send(operation, httpx.Response(200))[1].headers["Authorization"] == "Bearer first"


def test_every_operation_of_the_mix_is_sent() -> None:
    assert [_send(operation, httpx.Response(200, json={"accessToken": ""}))[0] for operation in MIX] == [""] * len(MIX)
