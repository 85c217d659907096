import copy
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from generated.operations import OPERATIONS
from tests.unit.codegen.bodies import (
    contract_schema,
    contract_validator,
    edges,
    exact,
    import_model_validators,
    mutated_bodies,
    valid_bodies,
    variants,
)
from tests.unit.codegen.documents import BODIES, PARTNER, STOREFRONT
from tests.unit.codegen.test_operations import model

steadily = settings(
    max_examples=50, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
operations = pytest.mark.parametrize("operation", BODIES)


SAMPLES: dict[str, Any] = {
    "category": "furniture",
    "contentType": "image/png",
    "currentPassword": "correct-horse",
    "email": "ada@example.com",
    "firstName": "Ada",
    "items": [{"productId": "01JD8QM3F5H7K9N1P3R5T7V9X1", "quantity": 1}],
    "lastName": "Lovelace",
    "name": "Desk",
    "newPassword": "battery-staple",
    "password": "correct-horse",
    "paymentMethod": {"type": "card", "token": "tok_visa"},
    "price": 1.1,
    "productId": "01JD8QM3F5H7K9N1P3R5T7V9X1",
    "quantity": 1,
    "refreshToken": "a.b.c",
    "shippingAddress": {"street": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"},
    "size": 1,
    "status": "completed",
}


def import_model(operation: str) -> dict[str, Any]:
    found: dict[str, Any] = STOREFRONT["components"]["schemas"][BODIES[operation]]
    return found


def never_stricter(operation: str, schema: dict[str, Any], seen: Counter[str]) -> Callable[[Any], None]:
    """Assert that a body that the import document rejects is also invalid by the contract."""
    contract = contract_validator(operation)
    readings = import_model_validators(schema)

    def fact(body: Any) -> None:
        passes = all(reading.is_valid(body) for reading in readings)
        is_valid = contract.is_valid(exact(body))
        seen[f"{'valid' if is_valid else 'invalid'}, {'passed' if passes else 'refused'}"] += 1
        assert passes or not is_valid, body

    return fact


@operations
def test_valid_body_passes_the_gateway(operation: str) -> None:
    seen: Counter[str] = Counter()

    steadily(given(valid_bodies(operation))(never_stricter(operation, import_model(operation), seen)))()

    assert set(seen) == {"valid, passed"}


@operations
def test_body_rejected_by_the_gateway_is_invalid(operation: str) -> None:
    seen: Counter[str] = Counter()

    steadily(given(mutated_bodies(operation))(never_stricter(operation, import_model(operation), seen)))()

    assert seen["invalid, refused"] >= 10


@operations
def test_gateway_accepts_every_valid_edge(operation: str) -> None:
    seen: Counter[str] = Counter()
    fact = never_stricter(operation, import_model(operation), seen)
    body: dict[str, Any] = {name: SAMPLES[name] for name in import_model(operation)["required"]}
    fact(body)
    assert set(seen) == {"valid, passed"}

    for variant in variants(contract_schema(operation), body):
        fact(variant)

    assert all(seen[kind] for kind in ("valid, passed", "invalid, refused"))


@pytest.mark.parametrize(
    ("name", "keyword", "value"),
    [
        ("price", "maximum", 999_999),
        ("price", "type", "integer"),
        ("name", "maxLength", 200),
        ("name", "pattern", "^[ -~]+$"),
        ("stock", "minimum", 1),
        ("currency", "enum", ["USD", "EUR"]),
    ],
)
def test_stricter_gateway_is_detected(name: str, keyword: str, value: object) -> None:
    schema = import_model("createProduct")
    stricter = schema | {"properties": schema["properties"] | {name: schema["properties"][name] | {keyword: value}}}
    fact = never_stricter("createProduct", stricter, Counter())
    body = {required: SAMPLES[required] for required in schema["required"]}

    def every_edge() -> None:
        for edge in [*edges(contract_schema("createProduct")["properties"][name]), SAMPLES.get(name)]:
            fact(body | {name: edge})

    with pytest.raises(AssertionError):
        every_edge()


def test_stricter_gateway_is_detected_inside_a_list() -> None:
    stricter = copy.deepcopy(import_model("createOrder"))
    stricter["properties"]["items"]["items"]["properties"]["quantity"]["maximum"] = 98
    fact = never_stricter("createOrder", stricter, Counter())
    body = {required: SAMPLES[required] for required in stricter["required"]}

    def every_edge() -> None:
        for variant in variants(contract_schema("createOrder"), body):
            fact(variant)

    with pytest.raises(AssertionError):
        every_edge()


@operations
def test_model_accepts_exactly_the_valid_bodies(operation: str) -> None:
    contract = contract_validator(operation)
    dotted = OPERATIONS[operation].body
    assert dotted
    seen: Counter[bool] = Counter()

    def fact(body: Any) -> None:
        is_valid = contract.is_valid(exact(body))
        seen[is_valid] += 1
        assert is_taken(dotted, body) == is_valid, body

    steadily(given(mutated_bodies(operation) | valid_bodies(operation))(fact))()

    assert seen[True]
    assert seen[False]


def is_taken(dotted: str, body: Any) -> bool:
    try:
        model(dotted).model_validate(exact(body), by_name=False)
    except ValidationError:
        return False
    return True


def test_both_documents_have_the_same_models() -> None:
    assert PARTNER["components"]["schemas"] == STOREFRONT["components"]["schemas"]
