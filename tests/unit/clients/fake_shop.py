"""A fake shop that returns listed responses and records its requests."""

from collections.abc import Callable, Iterable
from typing import Any

import httpx

from ecommerce_api_client import AsyncShop, Retries, Shop
from ecommerce_api_client.models import OrderItemRequest, OrderRequest, PaymentMethod, ShippingAddress, TokenPair

type Outcome = httpx.Response | Exception

OLD = TokenPair(access_token="old", refresh_token="once", token_type="Bearer", expires_in=86400)
NEW = {"accessToken": "new", "refreshToken": "twice", "tokenType": "Bearer", "expiresIn": 86400}
HEALTH = {"status": "ok", "version": "1"}
CART = {"items": [], "totalAmount": 0, "currency": "USD"}
LOST = httpx.ReadError("reset")
UNSENT = httpx.ConnectError("refused")
PROBLEM = {"Content-Type": "application/problem+json"}
PRODUCT_ID = "01JD8QM3F5H7K9N1P3R5T7V9X1"
BASE_URL = "https://shop.test/v1"
NO_WAIT = Retries(first_wait=0)
ORDER = OrderRequest(
    items=[OrderItemRequest(product_id=PRODUCT_ID, quantity=1)],
    shipping_address=ShippingAddress(street="12 St James's Square", city="London", postal_code="SW1Y", country="GB"),
    payment_method=PaymentMethod(type_="card", token="tok_visa"),
)
PLACED = {
    "orderId": "01JD8QP9G1H3J5K7M9N1P3Q5R7",
    "userId": "01JD8QK7Z2V4X6Y8A0B2C4D6E8",
    "items": [],
    "totalAmount": 0.07,
    "currency": "USD",
    "status": "processing",
    "shippingAddress": ORDER.shipping_address.to_dict(),
    "createdAt": "2026-11-22T09:30:00.000Z",
    "updatedAt": "2026-11-22T09:30:00.000Z",
    "allowedActions": [],
}


class Responses:
    """A transport that returns responses in order; it raises an exception in the list."""

    def __init__(self, responses: Iterable[Outcome]) -> None:
        self._outcomes = list(responses)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        # A copy, because the client modifies the request later.
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        self.requests.append(sent)
        outcome = self._outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def sent(self, header: str) -> list[str | None]:
        """Return the values of a header, one for each request."""
        return [request.headers.get(header) for request in self.requests]


def shop_of(*responses: Outcome, retries: Retries = NO_WAIT, **options: Any) -> tuple[Shop, Responses]:
    """Return a client of a shop that returns these responses."""
    listed = Responses(responses)
    return Shop(BASE_URL, retries=retries, transport=httpx.MockTransport(listed), **options), listed


def async_shop(handler: Callable[[httpx.Request], Any], **options: Any) -> AsyncShop:
    return AsyncShop(BASE_URL, retries=NO_WAIT, transport=httpx.MockTransport(handler), **options)


def success(body: dict[str, Any], status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body)


def problem(status: int, kind: str, **more: Any) -> httpx.Response:
    """Return a problem; ``retry_after`` sets Retry-After."""
    retry_after = more.pop("retry_after", None)
    headers = PROBLEM | ({"Retry-After": retry_after} if retry_after else {})
    body = {"type": f"/docs/problems/{kind}", "title": kind, "status": status, "detail": "why", "instance": "/"}
    return httpx.Response(status, json=body | {"requestId": "r-1"} | more, headers=headers)
