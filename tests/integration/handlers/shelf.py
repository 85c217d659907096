"""Products, made through the functions themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.integration.handlers.calling import Answer, call
from tests.lambda_events import ADMIN

DESK = {"name": "Walnut desk", "price": 499.95, "category": "furniture"}


def create(**changed: object) -> Answer:
    """Create a desk, with any fields changed."""
    answer = call("createProduct", body={**DESK, **changed}, caller=ADMIN)
    assert answer.status == 201, answer.text
    return answer


def create_id(**changed: object) -> str:
    """Create a desk, with any fields changed, and return its id."""
    return str(create(**changed).body["productId"])


def get(product_id: str, **headers: str) -> Answer:
    return call("getProduct", path={"id": product_id}, headers=_named(headers))


def put(product_id: str, body: Mapping[str, Any] = DESK, **headers: str) -> Answer:
    return call("updateProduct", path={"id": product_id}, body=dict(body), headers=_named(headers), caller=ADMIN)


def delete(product_id: str) -> Answer:
    return call("deleteProduct", path={"id": product_id}, caller=ADMIN)


def listed(category: str | None = None, **query: str) -> Answer:
    """Read a page of a category's products, or of all."""
    if category is None:
        return call("listProducts", query=query)
    return call("listProductsByCategory", path={"category": category}, query=query)


def ids(page: Answer) -> list[str]:
    """Return the ids of a page's products."""
    return [product["productId"] for product in page.body["items"]]


def walk(category: str | None = None, *, limit: int) -> list[list[str]]:
    """Return the ids of every page of a list."""
    page = listed(category, limit=str(limit))
    pages = [ids(page)]
    while token := page.body.get("nextPage"):
        page = listed(category, limit=str(limit), page=token)
        pages.append(ids(page))
    return pages


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
