"""Changes of our own contract fall under the expected rules."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from codegen.contract import Contract, load
from ops.changes_file import section
from ops.contract_changes.operations import changes

if TYPE_CHECKING:
    from collections.abc import Callable

CONTRACT = load(Path(__file__).resolve().parents[3] / "openapi.yaml")

type Document = dict[str, Any]


def schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def operation(document: Document, method: str, path: str) -> Document:
    found: Document = document["paths"][path][method]
    return found


MUTATIONS: dict[str, tuple[Callable[[Document], object], set[str]]] = {
    "an operation is removed": (
        lambda it: it["paths"]["/orders"].pop("post"),
        {"operation-removed"},
    ),
    "a path is removed": (lambda it: it["paths"].pop("/cart"), {"path-removed"}),
    "an order state is removed": (
        lambda it: schema(it, "OrderState")["enum"].pop(),
        {"request-enum-value-removed", "response-enum-value-removed"},
    ),
    "an order state is added": (
        lambda it: schema(it, "OrderState")["enum"].append("returned"),
        {"request-enum-value-added", "response-enum-value-added"},
    ),
    "an order allows fewer lines": (
        lambda it: schema(it, "OrderRequest")["properties"]["items"].update(maxItems=20),
        {"request-bound-tightened"},
    ),
    "an order requires a new field": (
        lambda it: (
            schema(it, "OrderRequest")["properties"].update(giftNote={"type": "string"}),
            schema(it, "OrderRequest")["required"].append("giftNote"),
        ),
        {"request-field-added-required"},
    ),
    "an order allows a new field": (
        lambda it: schema(it, "OrderRequest")["properties"].update(giftNote={"type": "string"}),
        {"request-field-added"},
    ),
    "a response loses a field": (
        lambda it: schema(it, "Product")["properties"].pop("imageUrl"),
        {"response-field-removed"},
    ),
    "a response gains a field": (
        lambda it: schema(it, "User")["properties"].update(nickname={"type": "string"}),
        {"response-field-added"},
    ),
    "customers may no longer order": (
        lambda it: operation(it, "post", "/orders").update({"x-roles": ["admin"]}),
        {"roles-narrowed"},
    ),
    "the catalogue requires a token": (
        lambda it: operation(it, "get", "/products").update(security=[{"BearerAuth": []}]),
        {"security-tightened"},
    ),
    "the API key is sent in another header": (
        lambda it: it["components"]["securitySchemes"]["ApiKeyAuth"].update(name="X-Other-Key"),
        {"security-tightened"},
    ),
    "the catalogue accepts no keys": (
        lambda it: operation(it, "get", "/products").update(security=[{}]),
        {"security-tightened"},
    ),
    "orders are public": (
        lambda it: operation(it, "get", "/orders").update(security=[{}, {"ApiKeyAuth": []}]),
        {"security-loosened"},
    ),
    "timestamps have no format": (
        lambda it: schema(it, "Timestamp").pop("format"),
        {"response-type-loosened"},
    ),
    "a page is no longer than 50": (
        lambda it: it["components"]["parameters"]["Limit"]["schema"].update(maximum=50),
        {"request-bound-tightened"},
    ),
    "a response header is removed": (
        lambda it: operation(it, "post", "/orders")["responses"]["201"]["headers"].pop("Location"),
        {"response-header-removed"},
    ),
    "a status is removed": (
        lambda it: operation(it, "post", "/orders")["responses"].pop("402"),
        {"response-status-removed"},
    ),
    "the partner server is removed": (lambda it: it["servers"].pop(), {"server-removed"}),
    "order ids have another pattern": (
        lambda it: schema(it, "OrderId").update(pattern="^ord_[0-9]+$"),
        {"request-pattern-changed", "response-pattern-changed"},
    ),
    "an operation is deprecated": (
        lambda it: operation(it, "get", "/cart").update(deprecated=True),
        {"deprecated"},
    ),
    "a description changes": (lambda it: it["info"].update(description="A shop."), {"words-changed"}),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_change_of_our_contract_falls_under_its_rules(name: str) -> None:
    # Given our contract and a changed copy
    mutate, rules = MUTATIONS[name]
    document = deepcopy(CONTRACT.document)
    mutate(document)

    # When they are compared
    found = changes(CONTRACT, Contract(document))

    # Then the change is found, and no other
    assert {change.rule for change in found} == rules


def test_contract_has_no_changes_against_itself() -> None:
    assert changes(CONTRACT, Contract(deepcopy(CONTRACT.document))) == ()


def test_version_alone_is_no_change() -> None:
    document = {**CONTRACT.document, "info": {**CONTRACT.document["info"], "version": "9.0.0"}}

    assert changes(CONTRACT, Contract(document)) == ()


def test_changelog_has_a_section_for_our_contract() -> None:
    text = (Path(__file__).resolve().parents[3] / "CHANGELOG.md").read_text(encoding="utf-8")

    assert section(text, CONTRACT.version)
