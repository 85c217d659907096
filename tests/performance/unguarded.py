"""Events that no gateway has validated: a peer rejects them by itself, as our functions do."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from local.config import LocalConfig, settings
from tests.contract.document import check_response
from tests.lambda_events import ADMIN, CUSTOMER, proxy_event
from tests.performance.peer_functions import running_peer
from tests.performance.peers import Peer

_NEW = {"name": "Chair", "price": 12.5, "category": "chairs"}
_JSON = {"Content-Type": "application/json"}
_PLAIN = {"Content-Type": "text/plain"}
_PRODUCT_PATH = {"id": "01JD8QM3F5H7K9N1P3R5T7V9X1"}
# Fault, operation, event, expected status.
EVENTS: tuple[tuple[str, str, dict[str, Any], int], ...] = (
    ("no caller", "createProduct", proxy_event("createProduct", body=_NEW), 401),
    ("a customer", "createProduct", proxy_event("createProduct", body=_NEW, authorizer=CUSTOMER), 403),
    ("plain text", "createProduct", proxy_event("createProduct", body=_NEW, headers=_PLAIN, authorizer=ADMIN), 415),
    ("an id", "getProduct", proxy_event("getProduct", path={"id": "chair"}), 400),
    ("an ETag", "getProduct", proxy_event("getProduct", path=_PRODUCT_PATH, headers={"If-None-Match": "chair"}), 400),
    ("a limit", "listProducts", proxy_event("listProducts", query={"limit": "0"}), 400),
    ("a limit's type", "listProducts", proxy_event("listProducts", query={"limit": "many"}), 400),
    ("a category", "listProducts", proxy_event("listProducts", query={"category": "Chairs"}), 400),
    ("a page", "listProducts", proxy_event("listProducts", query={"page": "bm8.bm8"}), 400),
    *(
        (name, "createProduct", proxy_event("createProduct", body=body, headers=_JSON, authorizer=ADMIN), 400)
        for name, body in {
            "no body": None,
            "no JSON": '{"name":',
            "NaN": '{"name": "Chair", "price": NaN, "category": "chairs"}',
            "a lone surrogate": '{"name": "\\ud800", "price": 1, "category": "chairs"}',
            "a price that is text": _NEW | {"price": "12.50"},
            "a price below a cent": _NEW | {"price": 0.001},
            "a price below zero": _NEW | {"price": -1},
            "a stock that is no integer": _NEW | {"stock": 1.5},
            "an unknown currency": _NEW | {"currency": "CHF"},
            "a null": _NEW | {"description": None},
            "an unknown property": _NEW | {"revision": "1"},
            "a missing name": {"price": 1, "category": "chairs"},
        }.items()
    ),
)


def unguarded_complaints(peer: Peer, config: LocalConfig) -> Iterator[str]:
    """Yield a complaint for each wrong response of a peer."""
    with running_peer(peer, settings(config), config.data / "unguarded.txt") as process:
        for name, operation_id, event, status in EVENTS:
            complaint = _complaint(operation_id, status, _response(process.answer(event), event))
            if complaint:
                yield f"{operation_id} without a gateway, {name}: {complaint}"


def _complaint(operation_id: str, status: int, answer: httpx.Response) -> str | None:
    if answer.status_code != status:
        return f"{answer.status_code} was answered, and not {status}: {answer.text}"
    return breach_in(operation_id, answer)


def breach_in(operation_id: str, answer: httpx.Response) -> str | None:
    try:
        check_response(operation_id, answer)
    except AssertionError as error:
        # Outside pytest, an assertion may have no message.
        broken = traceback.extract_tb(error.__traceback__)[-1]
        return f"{error} in {broken.line}: {dict(answer.headers)} {answer.text}"
    return None


def _response(answer: Mapping[str, Any], event: Mapping[str, Any]) -> httpx.Response:
    headers = [(name, value) for name, value in answer["headers"].items()]
    several = answer.get("multiValueHeaders") or {}
    headers += [(name, value) for name, values in several.items() for value in values]
    url = f"https://shop.example.com{event['requestContext']['path']}"
    return httpx.Response(
        answer["statusCode"], headers=headers, text=answer["body"] or "", request=httpx.Request("GET", url)
    )
