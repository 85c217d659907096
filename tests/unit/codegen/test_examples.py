"""Every example of the contract exists and is valid; errors name their location."""

from copy import deepcopy
from typing import Any

import pytest

from codegen.contract import Contract
from codegen.examples import example_faults, examples_of
from handlers.runtime.http import problems
from handlers.runtime.http.problems import ProblemKind
from tests.unit.codegen.documents import CONTRACT

KINDS = {kind.slug: kind for kind in vars(problems).values() if isinstance(kind, ProblemKind)}
PROBLEM = "application/problem+json"


def faults_without(*path: str, replaced_by: Any = None) -> list[str]:
    """Return the faults of the contract with one node removed or replaced."""
    document = deepcopy(CONTRACT)
    *above, last = path
    node = document
    for step in above:
        node = node[step]
    if replaced_by is None:
        del node[last]
    else:
        node[last] = replaced_by
    return list(example_faults(Contract(document)))


def test_every_operation_has_valid_examples() -> None:
    assert list(example_faults(Contract(CONTRACT))) == []


def test_response_without_an_example_is_reported() -> None:
    media = ("paths", "/health", "get", "responses", "200", "content", "application/json")

    assert faults_without(*media, "example") == ["GET /health, 200: the example is missing"]


def test_invalid_example_of_a_body_is_reported() -> None:
    media = ("paths", "/auth/login", "post", "requestBody", "content", "application/json")

    (fault,) = faults_without(*media, "example", replaced_by={"email": "ada@example.com"})

    assert fault == 'POST /auth/login, body: the example is invalid: "password" is a required property'


def test_one_invalid_example_of_several_is_reported_with_its_location() -> None:
    example = ("components", "responses", "CartConflict", "content", PROBLEM, "examples", "cartFull", "value", "status")

    (fault,) = faults_without(*example, replaced_by="409")

    assert fault.startswith("POST /cart/items, 409: the example at status is invalid:")


@pytest.mark.parametrize("name", ["Limit", "IfMatch"])
def test_parameter_without_an_example_is_reported(name: str) -> None:
    parameter = CONTRACT["components"]["parameters"][name]["name"]

    faults = faults_without("components", "parameters", name, "example")

    assert faults
    assert all(fault.endswith(f", {parameter}: the example is missing") for fault in faults)


def test_header_without_an_example_is_reported_for_each_response() -> None:
    faults = faults_without("components", "headers", "Location", "example")

    assert "POST /orders, 201, Location: the example is missing" in faults


def test_example_of_a_problem_has_the_title_and_status_of_its_kind() -> None:
    for response in CONTRACT["components"]["responses"].values():
        for example in examples_of(response.get("content", {}).get(PROBLEM, {})):
            kind = KINDS[example["type"].removeprefix("/docs/problems/")]
            assert (example["title"], example["status"]) == (kind.title, kind.status)
