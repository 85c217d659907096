"""The contract's examples are all there and right, and one that isn't is named."""

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
    """Return what is found in the contract without one of its nodes, or with another in its place."""
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


def test_every_operation_has_an_example_of_what_it_takes_and_of_each_answer() -> None:
    assert list(example_faults(Contract(CONTRACT))) == []


def test_an_answer_without_an_example_is_named() -> None:
    media = ("paths", "/health", "get", "responses", "200", "content", "application/json")

    assert faults_without(*media, "example") == ["GET /health, 200: there is no example"]


def test_a_body_whose_example_breaks_its_schema_is_named() -> None:
    media = ("paths", "/auth/login", "post", "requestBody", "content", "application/json")

    (fault,) = faults_without(*media, "example", replaced_by={"email": "ada@example.com"})

    assert fault == 'POST /auth/login, body: the example is wrong: "password" is a required property'


def test_one_of_several_examples_that_is_wrong_is_named_with_its_place() -> None:
    example = ("components", "responses", "CartConflict", "content", PROBLEM, "examples", "cartFull", "value", "status")

    (fault,) = faults_without(*example, replaced_by="409")

    assert fault.startswith("POST /cart/items, 409: the example at status is wrong:")


@pytest.mark.parametrize("name", ["Limit", "IfMatch"])
def test_a_parameter_without_an_example_is_named(name: str) -> None:
    parameter = CONTRACT["components"]["parameters"][name]["name"]

    faults = faults_without("components", "parameters", name, "example")

    assert faults
    assert all(fault.endswith(f", {parameter}: there is no example") for fault in faults)


def test_a_header_without_an_example_is_named_at_each_answer_that_has_it() -> None:
    faults = faults_without("components", "headers", "Location", "example")

    assert "POST /orders, 201, Location: there is no example" in faults


def test_an_example_of_a_problem_is_of_a_kind_that_the_shop_answers() -> None:
    for response in CONTRACT["components"]["responses"].values():
        for example in examples_of(response.get("content", {}).get(PROBLEM, {})):
            kind = KINDS[example["type"].removeprefix("/docs/problems/")]
            assert (example["title"], example["status"]) == (kind.title, kind.status)
