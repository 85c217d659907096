import json
from typing import Any

import pytest

from tests.contract.document import METHODS
from tests.unit.codegen.documents import ANY_METHOD, CONTRACT, INTEGRATION, PARTNER, STOREFRONT
from tests.unit.codegen.test_gateway_responses import PROBLEM, body_of

KNOWN: dict[str, set[str]] = {
    path: {method.upper() for method in item if method in METHODS} | ({"HEAD"} if "get" in item else set())
    for path, item in CONTRACT["paths"].items()
}
UNKNOWN = set(STOREFRONT["paths"]) - set(KNOWN)
every_path = pytest.mark.parametrize("path", KNOWN)


def mock_response(method: dict[str, Any]) -> tuple[str, dict[str, str], str]:
    """Return the status, headers and body template of a mocked method, after checking its consistency."""
    integration = method[INTEGRATION]
    response = integration["responses"]["default"]
    statuses = {json.loads(template)["statusCode"] for template in integration["requestTemplates"].values()}
    headers = {
        name.removeprefix("method.response.header."): value for name, value in response["responseParameters"].items()
    }
    assert integration["type"] == "mock"
    assert statuses == {int(response["statusCode"])}
    assert set(method["responses"]) == {response["statusCode"]}
    assert set(method["responses"][response["statusCode"]]["headers"]) == set(headers)
    return response["statusCode"], headers, response.get("responseTemplates", {}).get("application/json", "")


def names(header: str) -> list[str]:
    return sorted(header.strip("'").split(", "))


@every_path
def test_preflight_is_a_204_with_the_cors_headers(path: str) -> None:
    status, headers, body = mock_response(STOREFRONT["paths"][path]["options"])

    assert (status, body) == ("204", "${select_origin}")
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
def test_other_method_is_a_405_with_allow(path: str) -> None:
    status, headers, body = mock_response(STOREFRONT["paths"][path][ANY_METHOD])

    assert status == "405"
    assert names(headers["Allow"]) == sorted(KNOWN[path] | {"OPTIONS"})
    assert_problem(body, 405, headers)


@pytest.mark.parametrize("path", sorted(UNKNOWN))
def test_unknown_path_is_a_404(path: str) -> None:
    status, headers, body = mock_response(STOREFRONT["paths"][path][ANY_METHOD])

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


def test_unknown_paths_are_the_parents_and_the_catch_all() -> None:
    parents = {"/".join(path.split("/")[:depth]) or "/" for path in KNOWN for depth in range(1, path.count("/") + 1)}

    assert (parents - set(KNOWN)) | {"/{proxy+}"} == UNKNOWN


@pytest.mark.parametrize("document", [STOREFRONT, PARTNER], ids=["storefront", "partner"])
def test_mocks_require_no_token_and_no_key(document: dict[str, Any]) -> None:
    mocks = [
        method
        for item in document["paths"].values()
        for method in item.values()
        if method[INTEGRATION]["type"] == "mock"
    ]

    assert len(mocks) == 2 * len(KNOWN) + len(UNKNOWN)
    assert not any("security" in method for method in mocks)
