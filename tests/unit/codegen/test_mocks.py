import json
from typing import Any

import pytest

from tests.unit.codegen.documents import ANY_METHOD, CONTRACT, INTEGRATION, METHODS, PARTNER, STOREFRONT
from tests.unit.codegen.test_gateway_responses import PROBLEM, body_of

KNOWN: dict[str, set[str]] = {
    path: {method.upper() for method in item if method in METHODS} for path, item in CONTRACT["paths"].items()
}
UNKNOWN = set(STOREFRONT["paths"]) - set(KNOWN)
every_path = pytest.mark.parametrize("path", KNOWN)


def answer_of(method: dict[str, Any]) -> tuple[str, dict[str, str], str]:
    """Return status, headers and body template of a mocked method, and see that its parts fit together."""
    integration = method[INTEGRATION]
    answer = integration["responses"]["default"]
    asked = {json.loads(template)["statusCode"] for template in integration["requestTemplates"].values()}
    headers = {
        name.removeprefix("method.response.header."): value for name, value in answer["responseParameters"].items()
    }
    assert integration["type"] == "mock"
    assert asked == {int(answer["statusCode"])}
    assert set(method["responses"]) == {answer["statusCode"]}
    assert set(method["responses"][answer["statusCode"]]["headers"]) == set(headers)
    return answer["statusCode"], headers, answer.get("responseTemplates", {}).get("application/json", "")


def names(header: str) -> list[str]:
    return sorted(header.strip("'").split(", "))


@every_path
def test_a_preflight_is_answered_204_with_what_the_path_takes(path: str) -> None:
    status, headers, body = answer_of(STOREFRONT["paths"][path]["options"])

    assert (status, body) == ("204", "")
    assert names(headers["Access-Control-Allow-Methods"]) == sorted(KNOWN[path] | {"OPTIONS"})
    assert headers["Access-Control-Allow-Origin"] == "'${allow_origin}'"
    assert headers["Access-Control-Max-Age"] == "'3600'"
    assert names(headers["Access-Control-Allow-Headers"]) == [
        "Authorization",
        "Content-Type",
        "Idempotency-Key",
        "If-Match",
        "If-None-Match",
        "X-Api-Key",
        "X-Request-Id",
    ]


@every_path
def test_another_method_is_a_405_with_the_exact_allow(path: str) -> None:
    status, headers, body = answer_of(STOREFRONT["paths"][path][ANY_METHOD])

    assert status == "405"
    assert names(headers["Allow"]) == sorted(KNOWN[path] | {"OPTIONS"})
    assert_problem(body, 405, headers)


@pytest.mark.parametrize("path", sorted(UNKNOWN))
def test_another_path_is_a_404(path: str) -> None:
    status, headers, body = answer_of(STOREFRONT["paths"][path][ANY_METHOD])

    assert status == "404"
    assert list(STOREFRONT["paths"][path]) == [ANY_METHOD]
    assert_problem(body, 404, headers)


def assert_problem(template: str, status: int, headers: dict[str, str]) -> None:
    body = body_of(template)
    assert PROBLEM.is_valid(body)
    assert body["status"] == status
    assert headers["Content-Type"] == "'application/problem+json'"
    assert headers["Access-Control-Allow-Origin"] == "'${allow_origin}'"
    assert headers["X-Request-Id"] == "context.requestId"


def test_every_path_that_the_gateway_has_beside_the_contract_is_unknown() -> None:
    parents = {"/".join(path.split("/")[:depth]) or "/" for path in KNOWN for depth in range(1, path.count("/") + 1)}

    assert (parents - set(KNOWN)) | {"/{proxy+}"} == UNKNOWN


@pytest.mark.parametrize("document", [STOREFRONT, PARTNER], ids=["storefront", "partner"])
def test_no_mock_asks_for_a_token_or_a_key(document: dict[str, Any]) -> None:
    mocks = [
        method
        for item in document["paths"].values()
        for method in item.values()
        if method[INTEGRATION]["type"] == "mock"
    ]

    assert len(mocks) == 2 * len(KNOWN) + len(UNKNOWN)
    assert not any("security" in method for method in mocks)
