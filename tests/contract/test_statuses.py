"""R3: a real request gets every documented status of every operation, as documented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.contract.document import CELLS, CONTRACT, METHODS, check_answer, check_header, check_problem, resolved
from tests.contract.ways import call_for, fault_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contract.ways import Shop

_TEN_MEGABYTES = 10 * 1024 * 1024


@pytest.mark.parametrize(("operation_id", "status"), CELLS)
def test_documented_status_is_returned(
    faulty_shop: Shop, operation_id: str, status: int, record_property: Callable[[str, object], None]
) -> None:
    answer = faulty_shop.send(call_for(faulty_shop, operation_id, status))

    check_answer(operation_id, answer)
    assert answer.status_code == status, answer.text
    record_property("answered", [operation_id, status, fault_for(operation_id, status)])


@pytest.mark.parametrize("path", ["/nothing", "/products/", "/auth/me/again"])
def test_unknown_path_is_a_problem(faulty_shop: Shop, path: str) -> None:
    answer = faulty_shop.client.get(faulty_shop.base_url + path)

    assert answer.status_code == 404
    check_problem(answer)


@pytest.mark.parametrize("path", CONTRACT["paths"])
def test_wrong_method_is_a_problem_with_an_allow_header(faulty_shop: Shop, path: str) -> None:
    answer = faulty_shop.client.patch(faulty_shop.base_url + re.sub(r"{\w+}", "any", path))

    assert answer.status_code == 405
    check_problem(answer)
    right = {method.upper() for method in CONTRACT["paths"][path] if method in METHODS}
    assert set(answer.headers["Allow"].split(", ")) == right | {"OPTIONS"}


def test_body_over_10_mb_is_a_problem(faulty_shop: Shop) -> None:
    body = b"[" + b" " * _TEN_MEGABYTES + b"]"
    answer = faulty_shop.client.post(f"{faulty_shop.base_url}/auth/login", content=body)

    assert answer.status_code == 413
    check_problem(answer)


def test_every_response_has_a_request_id(faulty_shop: Shop) -> None:
    answers = [faulty_shop.client.get(faulty_shop.base_url + path) for path in ("/nothing", "/health", "/auth/me")]

    for answer in answers:
        check_header(answer, "X-Request-Id", resolved({"$ref": "#/components/headers/XRequestId"}))
