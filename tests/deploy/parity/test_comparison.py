"""The parity comparison: which differences count, and which explanations are accepted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.deploy.parity.cases import Case, Explanation, read
from tests.deploy.parity.compare import differences
from tests.deploy.parity.run import judged
from tests.deploy.parity.target import Answer, Target

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_HEADERS: Mapping[str, str] = {}
CASE = Case(name="a request", method="GET", target="/cart")
WORDS = Explanation(differs=["body/detail"], why="Words.", page="A page: https://docs.aws.amazon.com/a.html")


def target(base_path: str, **kept: str) -> Target:
    made = Target(f"http://one{base_path}", f"http://other{base_path}", "key", ("admin@example.com", "password"))
    made.kept |= kept
    return made


def answer(body: object = None, *, status: int = 200, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
    return Answer(status, headers, b"" if body is None else json.dumps(body).encode())


HERE, THERE = target("/v1", product="01JD8QK7Z2V4X6Y8A0B2C4D6E8"), target("/dev", product="01JD8QK7Z2V4X6Y8A0B2C4D6EB")


def found(mine: Answer, other: Answer) -> dict[str, tuple[Any, Any]]:
    return differences(CASE, (HERE, mine), (THERE, other))


def test_at_least_a_hundred_requests_have_unique_names() -> None:
    cases, explanations = read()

    assert len({case.name for case in cases}) == len(cases) >= 100
    assert {name for case in cases for name in case.explained} == set(explanations)


def test_every_explanation_links_to_aws_documentation() -> None:
    for explanation in read()[1].values():
        title, _, address = explanation.page.rpartition(": https://")
        assert title
        assert address.startswith("docs.aws.amazon.com/")


def test_ids_times_and_base_paths_do_not_differ() -> None:
    mine = {"productId": HERE.kept["product"], "createdAt": "2026-11-22T10:00:00.000Z", "instance": "/v1/cart"}
    other = {"productId": THERE.kept["product"], "createdAt": "2026-11-23T11:00:00.123Z", "instance": "/dev/cart"}
    locations = [{"location": "/v1/orders/x"}, {"location": "/dev/orders/x"}]

    assert found(answer(mine, headers=locations[0]), answer(other, headers=locations[1])) == {}


def test_another_stored_value_is_a_difference() -> None:
    other = answer({"productId": "01JD8QK7Z2V4X6Y8A0B2C4D6EC"})

    assert found(answer({"productId": HERE.kept["product"]}), other) == {"body/productId": ("<product>", "<id>")}


@pytest.mark.parametrize(
    ("mine", "other", "part"),
    [
        (answer({}), answer({}, status=201), "status"),
        (answer({"a": 1}), answer({"a": 1, "b": 2}), "body/b"),
        (answer({"a": [1, 2]}), answer({"a": [2, 1]}), "body/a"),
        (answer([1]), answer([2]), "body"),
        (answer(), answer(headers={"allow": "GET"}), "header/allow"),
        (answer(headers={"x-request-id": "1"}), answer(), "header/x-request-id"),
        (answer({"requestId": "1"}, headers={"x-request-id": "1"}), answer({"requestId": "1"}), "body/requestId"),
        (answer(headers={"etag": '"a"'}), answer(headers={"etag": "a"}), "header/etag"),
    ],
)
def test_differing_part_is_named(mine: Answer, other: Answer, part: str) -> None:
    assert part in found(mine, other)


def test_unexplained_difference_is_a_complaint() -> None:
    differing = {"body/detail": ("a", "b"), "status": (400, 404)}

    assert len(list(judged(CASE, differing, []))) == 2
    (fault,) = judged(CASE, differing, [WORDS])
    assert "status is 400 locally, deployed 404" in fault


def test_explanation_without_a_difference_is_a_complaint() -> None:
    assert list(judged(CASE, {"body/detail": ("a", "b")}, [WORDS])) == []
    assert len(list(judged(CASE, {}, [WORDS]))) == 1
