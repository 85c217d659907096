"""The parity comparison: which differences count, and which explanations are accepted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.deploy.parity.comparison import Case, Explanation, Target, differences, faults, read

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_HEADERS: Mapping[str, str] = {}
CASE = Case(name="a request", call="GET /cart")
WORDS = Explanation(differs=["body/detail"], why="Words.", page="A page: https://docs.aws.amazon.com/a.html")


def target(base_path: str, **kept: str) -> Target:
    return Target(f"http://one{base_path}", f"http://other{base_path}", "key", kept)


def response(body: object = None, *, status: int = 200, headers: Mapping[str, str] = NO_HEADERS) -> httpx.Response:
    return httpx.Response(status, headers=headers, content=b"" if body is None else json.dumps(body).encode())


HERE, THERE = target("/v1", product="01JD8QK7Z2V4X6Y8A0B2C4D6E8"), target("/dev", product="01JD8QK7Z2V4X6Y8A0B2C4D6EB")


def found(mine: httpx.Response, other: httpx.Response) -> dict[str, tuple[Any, Any]]:
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

    assert found(response(mine, headers=locations[0]), response(other, headers=locations[1])) == {}


def test_another_stored_value_is_a_difference() -> None:
    other = response({"productId": "01JD8QK7Z2V4X6Y8A0B2C4D6EC"})

    assert found(response({"productId": HERE.kept["product"]}), other) == {"body/productId": ("<product>", "<id>")}


@pytest.mark.parametrize(
    ("mine", "other", "part"),
    [
        (response({}), response({}, status=201), "status"),
        (response({"a": 1}), response({"a": 1, "b": 2}), "body/b"),
        (response({"a": [1, 2]}), response({"a": [2, 1]}), "body/a"),
        (response([1]), response([2]), "body"),
        (response(), response(headers={"allow": "GET"}), "header/allow"),
        (response(headers={"x-request-id": "1"}), response(), "header/x-request-id"),
        (response({"requestId": "1"}, headers={"x-request-id": "1"}), response({"requestId": "1"}), "body/requestId"),
        (response(headers={"etag": '"a"'}), response(headers={"etag": "a"}), "header/etag"),
    ],
)
def test_differing_part_is_named(mine: httpx.Response, other: httpx.Response, part: str) -> None:
    assert part in found(mine, other)


def test_unexplained_difference_is_a_complaint() -> None:
    differing = {"body/detail": ("a", "b"), "status": (400, 404)}

    assert len(list(faults(CASE, differing, []))) == 2
    (fault,) = faults(CASE, differing, [WORDS])
    assert "status is 400 locally, deployed 404" in fault


def test_explanation_without_a_difference_is_a_complaint() -> None:
    assert list(faults(CASE, {"body/detail": ("a", "b")}, [WORDS])) == []
    assert len(list(faults(CASE, {}, [WORDS]))) == 1
