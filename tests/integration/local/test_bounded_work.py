"""A wrong body costs the gateway little, and delays nobody else's requests."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from handlers.runtime import json_text
from local.gateway import validation
from local.gateway.validation import SchemaValidator
from local.shop import contract
from tests.harness import PATIENCE_SECONDS, is_problem
from tests.integration.local.substitutes import serve_gateway

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON = {"Content-Type": "application/json", "Authorization": "Bearer token", "Idempotency-Key": "key"}
LONG = "value has more than 40 items"


def _orders(items: str) -> bytes:
    return f'{{"items":[{items}]}}'.encode()


@pytest.mark.parametrize("item", ["1", '{"a":1,"b":2}'])
def test_too_long_array_is_one_fault_whatever_its_items_are(item: str) -> None:
    body = _orders(",".join([item] * 48_000))

    with serve_gateway() as client:
        problem = is_problem(client.post("/orders", content=body, headers=JSON), 400, "validation-failed")

    assert problem["errors"] == [{"pointer": "/body/items", "detail": LONG}]
    assert problem["detail"] == "The request has 1 error."


def test_at_most_a_hundred_faults_are_found() -> None:
    wrong = ",".join(f'"{name}":1' for name in range(500))

    with serve_gateway() as client:
        response = client.post("/orders", content=_orders(f"{{{wrong}}}"), headers=JSON)

    assert is_problem(response, 400, "validation-failed")["detail"] == "The request has 100 errors."


def _nodes(value: Any) -> int:
    match value:
        case list():
            return 1 + sum(map(_nodes, value))
        case dict():
            return 1 + sum(map(_nodes, value.values()))
    return 1


_NUMBERS = [1] * 100_000
_NAMES: Any = dict.fromkeys(map(str, range(900)), 1)


@pytest.mark.parametrize(
    "wrong",
    [
        _NUMBERS,
        {"items": _NUMBERS},
        {"items": [[_NUMBERS]]},
        {"items": {"a": _NUMBERS}},
        {"items": [{"productId": _NUMBERS, "quantity": {"a": _NUMBERS}}] * 40},
        {"items": [_NAMES] * 40},
        {"items": [{"productId": "1", "other": _NUMBERS}]},
        {"items": [], "shippingAddress": _NUMBERS, "paymentMethod": [_NUMBERS]},
    ],
    ids=range(8),
)
def test_validator_gets_only_what_the_schema_describes(wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given the validator of an order
    schemas, validated = SchemaValidator(), []
    of_schema = schemas._validator

    class Watched:
        def __init__(self, schema: Mapping[str, Any]) -> None:
            self._schema = schema

        def iter_errors(self, value: Any) -> Any:
            validated.append(_nodes(value))
            return of_schema(self._schema).iter_errors(value)

    monkeypatch.setattr(schemas, "_validator", Watched)

    # When it validates a body of hundreds of thousands of values
    faults = schemas.faults(_resolved("OrderRequest"), wrong, "/body")

    # Then the work is bounded, and the body is rejected
    assert 0 < len(faults) <= 100
    assert sum(validated) < 1000


def _resolved(name: str) -> dict[str, Any]:
    schemas = contract()["components"]["schemas"]

    def resolve(part: Any) -> Any:
        match part:
            case {"$ref": str(reference)}:
                return resolve(schemas[reference.rpartition("/")[2]])
            case dict():
                return {name: resolve(each) for name, each in part.items()}
        return part

    resolved: dict[str, Any] = resolve(schemas[name])
    return resolved


def test_health_is_answered_while_long_bodies_are_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given as many long bodies as are validated at once, and more, all held
    begun, release = threading.Semaphore(0), threading.Event()

    def parse(text: bytes) -> Any:
        if len(text) > validation._SHORT_BODY:
            begun.release()
            assert release.wait(PATIENCE_SECONDS)
        return json_text_parse(text)

    json_text_parse = json_text.parse
    monkeypatch.setattr(json_text, "parse", parse)
    with serve_gateway() as client, ThreadPoolExecutor(6) as pool:
        try:
            body = _orders(",".join(["1"] * 48_000))
            posts = [pool.submit(client.post, "/orders", content=body, headers=JSON) for _ in range(6)]
            for _ in range(2):
                assert begun.acquire(timeout=PATIENCE_SECONDS)

            # When others send requests, then they are answered
            assert client.get("/health").status_code == 200
            assert client.post("/auth/login", json={}).status_code == 400
            assert not any(post.done() for post in posts)
        finally:
            release.set()

        assert {post.result().status_code for post in posts} == {400}


def test_every_array_in_a_request_has_a_limit() -> None:
    def unlimited(schema: Any) -> bool:
        match schema:
            case {"type": "array"} if "maxItems" not in schema:
                return True
            case dict():
                return any(map(unlimited, schema.values()))
        return False

    bodies = [
        operation["requestBody"]
        for path in contract()["paths"].values()
        for operation in path.values()
        if "requestBody" in operation
    ]

    names = {body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2] for body in bodies}
    assert len(names) > 5
    assert [name for name in sorted(names) if unlimited(_resolved(name))] == []
