"""Our own contract, and what would be said of changes to it."""

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
    "an operation is gone": (
        lambda it: it["paths"]["/orders"].pop("post"),
        {"operation-removed"},
    ),
    "a path is gone": (lambda it: it["paths"].pop("/cart"), {"path-removed"}),
    "a state of orders is gone": (
        lambda it: schema(it, "OrderState")["enum"].pop(),
        {"request-enum-value-removed", "answer-enum-value-removed"},
    ),
    "a state of orders is new": (
        lambda it: schema(it, "OrderState")["enum"].append("returned"),
        {"request-enum-value-added", "answer-enum-value-added"},
    ),
    "an order takes fewer lines": (
        lambda it: schema(it, "OrderRequest")["properties"]["items"].update(maxItems=20),
        {"request-bound-tightened"},
    ),
    "an order needs a field more": (
        lambda it: (
            schema(it, "OrderRequest")["properties"].update(giftNote={"type": "string"}),
            schema(it, "OrderRequest")["required"].append("giftNote"),
        ),
        {"request-field-added-required"},
    ),
    "an order takes a field more": (
        lambda it: schema(it, "OrderRequest")["properties"].update(giftNote={"type": "string"}),
        {"request-field-added"},
    ),
    "an answer has a field less": (
        lambda it: schema(it, "Product")["properties"].pop("imageUrl"),
        {"answer-field-removed"},
    ),
    "an answer has a field more": (
        lambda it: schema(it, "User")["properties"].update(nickname={"type": "string"}),
        {"answer-field-added"},
    ),
    "customers may no longer order": (
        lambda it: operation(it, "post", "/orders").update({"x-roles": ["admin"]}),
        {"roles-narrowed"},
    ),
    "the catalogue asks for a token": (
        lambda it: operation(it, "get", "/products").update(security=[{"BearerAuth": []}]),
        {"security-tightened"},
    ),
    "an integrator's key is sent otherwise": (
        lambda it: it["components"]["securitySchemes"]["ApiKeyAuth"].update(name="X-Other-Key"),
        {"security-tightened"},
    ),
    "the catalogue takes no keys": (
        lambda it: operation(it, "get", "/products").update(security=[{}]),
        {"security-tightened"},
    ),
    "orders are for whoever asks": (
        lambda it: operation(it, "get", "/orders").update(security=[{}, {"ApiKeyAuth": []}]),
        {"security-loosened"},
    ),
    "times are any text": (
        lambda it: schema(it, "Timestamp").pop("format"),
        {"request-type-loosened", "answer-type-loosened"},
    ),
    "a page is no longer than 50": (
        lambda it: it["components"]["parameters"]["Limit"]["schema"].update(maximum=50),
        {"request-bound-tightened"},
    ),
    "a header of answers is gone": (
        lambda it: operation(it, "post", "/orders")["responses"]["201"]["headers"].pop("Location"),
        {"answer-header-removed"},
    ),
    "a status is gone": (
        lambda it: operation(it, "post", "/orders")["responses"].pop("402"),
        {"answer-status-removed"},
    ),
    "the partner server is gone": (lambda it: it["servers"].pop(), {"server-removed"}),
    "ids are written otherwise": (
        lambda it: schema(it, "OrderId").update(pattern="^ord_[0-9]+$"),
        {"request-pattern-changed", "answer-pattern-changed"},
    ),
    "an operation is deprecated": (
        lambda it: operation(it, "get", "/cart").update(deprecated=True),
        {"deprecated"},
    ),
    "words": (lambda it: it["info"].update(description="A shop."), {"words-changed"}),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_change_of_our_contract_is_judged(name: str) -> None:
    # Given our contract, and one that differs in this
    mutate, rules = MUTATIONS[name]
    document = deepcopy(CONTRACT.document)
    mutate(document)

    # When they are compared
    found = changes(CONTRACT, Contract(document))

    # Then it is seen, and nothing else is
    assert {change.rule for change in found} == rules


def test_our_contract_compared_with_itself_has_not_changed() -> None:
    assert changes(CONTRACT, Contract(deepcopy(CONTRACT.document))) == ()


def test_a_higher_version_alone_is_no_change() -> None:
    document = {**CONTRACT.document, "info": {**CONTRACT.document["info"], "version": "9.0.0"}}

    assert changes(CONTRACT, Contract(document)) == ()


def test_the_changelog_has_a_section_for_our_contract() -> None:
    text = (Path(__file__).resolve().parents[3] / "CHANGELOG.md").read_text(encoding="utf-8")

    assert section(text, CONTRACT.version)
