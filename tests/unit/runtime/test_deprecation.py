"""Every response of a deprecated operation has the deprecation headers, problems included."""

from dataclasses import replace
from typing import Any

import pytest

from generated.operations import OPERATIONS
from handlers.domain.errors import Unavailable
from handlers.runtime.http.headers import EXPOSED_HEADERS
from handlers.runtime.http.operation import LambdaHandler, operation
from handlers.runtime.http.request import Request
from handlers.runtime.http.response import Response, no_content
from tests.lambda_events import context, proxy_event

HEADERS = {"Deprecation": "@1795910400", "Sunset": "Mon, 29 Nov 2027 00:00:00 GMT"}


def listing(monkeypatch: pytest.MonkeyPatch, deprecation: dict[str, str] | None) -> LambdaHandler:
    """Return a function of listProducts with this deprecation."""
    monkeypatch.setitem(OPERATIONS, "listProducts", replace(OPERATIONS["listProducts"], deprecation=deprecation))

    @operation("listProducts")
    def handler(request: Request[Any, Any]) -> Response:
        if not isinstance(request.parameters.category, str):
            raise Unavailable("DynamoDB")
        return no_content()

    return handler


@pytest.mark.parametrize(
    ("query", "status"), [({"category": "books"}, 204), ({"limit": "many"}, 400), ({}, 503)], ids=["204", "400", "503"]
)
def test_every_response_of_a_deprecated_operation_has_the_headers(
    monkeypatch: pytest.MonkeyPatch, query: dict[str, str], status: int
) -> None:
    monkeypatch.setenv("DOCS_URL", "https://shop.example/docs/")

    response = listing(monkeypatch, HEADERS)(proxy_event("listProducts", query=query), context())

    assert response["statusCode"] == status
    assert HEADERS.items() <= response["headers"].items()
    assert response["headers"]["Link"] == '<https://shop.example/docs/guides/deprecations>; rel="deprecation"'
    assert response["headers"]["Access-Control-Expose-Headers"] == f"{EXPOSED_HEADERS}, Deprecation, Sunset, Link"


def test_responses_of_other_operations_lack_the_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    response = listing(monkeypatch, None)(proxy_event("listProducts", query={"category": "books"}), context())

    assert not {"Deprecation", "Sunset", "Link"} & set(response["headers"])
    assert response["headers"]["Access-Control-Expose-Headers"] == EXPOSED_HEADERS
