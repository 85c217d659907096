"""Products, made through the functions themselves."""

from collections.abc import Mapping
from typing import Any

from tests.integration.handlers.calling import Response, call
from tests.lambda_events import ADMIN

DESK = {"name": "Walnut desk", "price": 499.95, "category": "furniture"}


def create(**changed: object) -> Response:
    response = call("createProduct", body={**DESK, **changed}, caller=ADMIN)
    assert response.status == 201, response.text
    return response


def create_id(**changed: object) -> str:
    """Create a desk, with any fields changed, and return its id."""
    return str(create(**changed).body["productId"])


def get(product_id: str, **headers: str) -> Response:
    return call("getProduct", path={"id": product_id}, headers=hyphenated(headers))


def put(product_id: str, body: Mapping[str, Any] = DESK, **headers: str) -> Response:
    return call("updateProduct", path={"id": product_id}, body=dict(body), headers=hyphenated(headers), caller=ADMIN)


def delete(product_id: str) -> Response:
    return call("deleteProduct", path={"id": product_id}, caller=ADMIN)


def list_page(category: str | None = None, **query: str) -> Response:
    if category is None:
        return call("listProducts", query=query)
    return call("listProductsByCategory", path={"category": category}, query=query)


def ids(page: Response) -> list[str]:
    return [product["productId"] for product in page.body["items"]]


def walk(category: str | None = None, *, limit: int) -> list[list[str]]:
    """Return the ids of every page of a list."""
    page = list_page(category, limit=str(limit))
    pages = [ids(page)]
    while token := page.body.get("nextPage"):
        page = list_page(category, limit=str(limit), page=token)
        pages.append(ids(page))
    return pages


def hyphenated(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers from arguments: ``If_Match`` is ``If-Match``."""
    return {name.replace("_", "-"): value for name, value in headers.items()}
