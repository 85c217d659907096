"""A shop that answers what a test lists, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import httpx

from ecommerce_api_client import AsyncShop, Retries, Shop
from ecommerce_api_client.models import TokenPair

type Answer = httpx.Response | Exception

OLD = TokenPair(access_token="old", refresh_token="once", token_type="Bearer", expires_in=86400)
NEW = {"accessToken": "new", "refreshToken": "twice", "tokenType": "Bearer", "expiresIn": 86400}
HEALTH = {"status": "ok", "version": "1"}
CART = {"items": [], "totalAmount": 0, "currency": "USD"}
LOST = httpx.ReadError("reset")
UNSENT = httpx.ConnectError("refused")
BASE_URL = "https://shop.test/v1"
AT_ONCE = Retries(first_wait=0)


class Answers:
    """Answers one after the other; an exception is raised where an answer would have come."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        # As it was when it was sent: the client goes on to change it.
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        self.requests.append(sent)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def sent(self, header: str) -> list[str | None]:
        """Return what each request said in a header."""
        return [request.headers.get(header) for request in self.requests]


def shop_of(*answers: Answer, retries: Retries = AT_ONCE, **options: Any) -> tuple[Shop, Answers]:
    """Return a shop that gives these answers."""
    listed = Answers(answers)
    return Shop(BASE_URL, retries=retries, transport=httpx.MockTransport(listed), **options), listed


def async_shop(answer: Callable[[httpx.Request], Any], **options: Any) -> AsyncShop:
    return AsyncShop(BASE_URL, retries=AT_ONCE, transport=httpx.MockTransport(answer), **options)


def answer(body: dict[str, Any], status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body)


def problem(status: int, kind: str, **more: Any) -> httpx.Response:
    """Return a problem; Retry-After is given as ``retry_after``."""
    retry_after = more.pop("retry_after", None)
    headers = {"Content-Type": "application/problem+json"} | ({"Retry-After": retry_after} if retry_after else {})
    told = {"type": f"/docs/problems/{kind}", "title": kind, "status": status, "detail": "why", "instance": "/"}
    return httpx.Response(status, json=told | {"requestId": "r-1"} | more, headers=headers)
