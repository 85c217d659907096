"""R3: a real request gets every documented status of every operation, as documented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.contract.calls import call_for
from tests.contract.document import (
    CELLS,
    CONTRACT,
    METHODS,
    OPERATIONS,
    check_header,
    check_problem,
    check_response,
    resolved,
)

if TYPE_CHECKING:
    from tests.contract.calls import Shop

_TEN_MEGABYTES = 10 * 1024 * 1024


@pytest.mark.parametrize(("operation_id", "status"), CELLS)
def test_documented_status_is_returned(open_shop: Shop, operation_id: str, status: int) -> None:
    response = open_shop.send(call_for(open_shop, operation_id, status))

    check_response(operation_id, response)
    assert response.status_code == status, response.text


@pytest.mark.parametrize("path", ["/nothing", "/products/", "/auth/me/again"])
def test_unknown_path_is_a_problem(open_shop: Shop, path: str) -> None:
    response = open_shop.client.get(open_shop.storefront + path)

    assert response.status_code == 404
    check_problem(response)


@pytest.mark.parametrize("path", CONTRACT["paths"])
def test_wrong_method_is_a_problem_with_an_allow_header(open_shop: Shop, path: str) -> None:
    response = open_shop.client.patch(open_shop.storefront + re.sub(r"{\w+}", "any", path))

    assert response.status_code == 405
    check_problem(response)
    right = {method.upper() for method in CONTRACT["paths"][path] if method in METHODS}
    right |= {"OPTIONS"} | ({"HEAD"} if "GET" in right else set())
    assert set(response.headers["Allow"].split(", ")) == right


@pytest.mark.parametrize(
    "operation_id", [operation_id for operation_id, operation in OPERATIONS.items() if operation.method == "GET"]
)
def test_head_is_get_without_its_body(open_shop: Shop, operation_id: str) -> None:
    for status in (200, 400):
        call = call_for(open_shop, operation_id, status)
        got, head = (open_shop.send(call, method=method) for method in ("GET", "HEAD"))

        assert (head.status_code, head.content) == (got.status_code, b"")
        differing = {"date", "x-request-id"} | ({"content-length"} if status == 400 else set())
        assert {name: value for name, value in head.headers.items() if name not in differing} == {
            name: value for name, value in got.headers.items() if name not in differing
        }


def test_body_over_10_mb_is_a_problem(open_shop: Shop) -> None:
    body = b"[" + b" " * _TEN_MEGABYTES + b"]"
    response = open_shop.client.post(f"{open_shop.storefront}/auth/login", content=body)

    assert response.status_code == 413
    check_problem(response)


def test_every_response_has_a_request_id(open_shop: Shop) -> None:
    responses = [open_shop.client.get(open_shop.storefront + path) for path in ("/nothing", "/health", "/auth/me")]

    for response in responses:
        check_header(response, "X-Request-Id", resolved({"$ref": "#/components/headers/XRequestId"}))
