"""What the caller is told of an error (RFC 9457), and what only some kinds of problem say."""

import json
from collections.abc import Iterator

import pytest

from handlers.domain import errors
from handlers.domain.errors import (
    Fault,
    InvalidRequest,
    Misconfigured,
    NotFound,
    OutOfStock,
    PaymentDeclined,
    PaymentOutcomeUnknown,
    PaymentUnavailable,
    RequestError,
    RequestInFlight,
    Shortage,
    Unauthenticated,
    Unavailable,
)
from handlers.runtime.http import problems
from handlers.runtime.http.problems import INTERNAL_ERROR, ProblemKind, problem_of
from handlers.runtime.http.response import problem_response

KINDS = [kind for kind in vars(problems).values() if isinstance(kind, ProblemKind)]
STANDARD = {"type", "title", "status", "detail", "instance", "requestId"}
ORDER_ID = "01JD8QP9G1H3J5K7M9N1P3Q5R7"
PRODUCT_ID = "01JD8QM3F5H7K9N1P3R5T7V9X1"


def foreseen(of: type[errors.ShopError] = errors.ShopError) -> Iterator[type[errors.ShopError]]:
    """Yield every error of the shop's tree that a caller can be told of."""
    for error in of.__subclasses__():
        if error.__module__ == errors.__name__ and error not in {RequestError, Misconfigured}:
            yield error
        yield from foreseen(error)


def told(error: Exception) -> dict[str, object]:
    """Return the body of the answer."""
    response = problem_response(problem_of(error), instance="/v1/orders", request_id="request-1")
    body: dict[str, object] = json.loads(response.text)
    assert body["status"] == response.status
    return body


def test_a_kind_is_told_by_its_slug() -> None:
    slugs = [kind.slug for kind in KINDS]

    assert len(set(slugs)) == len(slugs)


@pytest.mark.parametrize("error", [*foreseen()])
def test_an_error_that_is_foreseen_has_a_kind_of_its_own(error: type[errors.ShopError]) -> None:
    # How it is made doesn't matter: its class says which kind it is.
    assert problem_of(error.__new__(error)).kind != INTERNAL_ERROR


def test_faults_are_told_with_their_pointers() -> None:
    body = told(InvalidRequest([Fault("/body/items/0/quantity", "is too large")]))

    assert body["errors"] == [{"pointer": "/body/items/0/quantity", "detail": "is too large"}]


def test_of_very_many_faults_a_hundred_are_told() -> None:
    body = told(InvalidRequest([Fault(f"/body/{number}", "property is not allowed") for number in range(101)]))

    assert isinstance(body["errors"], list)
    assert len(body["errors"]) == 100
    assert body["detail"] == "The request has 101 errors."


def test_a_pointer_that_is_too_long_is_that_of_the_value_around_it() -> None:
    body = told(InvalidRequest([Fault(f"/body/items/{'x' * 2000}", "property is not allowed")]))

    assert body["errors"] == [{"pointer": "/body/items", "detail": "property is not allowed"}]


def test_every_shortage_is_told() -> None:
    body = told(OutOfStock([Shortage(PRODUCT_ID, 5, 2), Shortage(ORDER_ID, 1, 0)]))

    assert body["detail"] == "2 products have too little stock."
    assert body["shortages"] == [
        {"productId": PRODUCT_ID, "requested": 5, "available": 2},
        {"productId": ORDER_ID, "requested": 1, "available": 0},
    ]


def test_a_declined_payment_names_the_order() -> None:
    assert told(PaymentDeclined(ORDER_ID))["orderId"] == ORDER_ID


@pytest.mark.parametrize(
    "error", [Unauthenticated(), NotFound("order"), RequestInFlight(retry_after=5), Unavailable("AWS"), KeyError("x")]
)
def test_other_kinds_say_nothing_more(error: Exception) -> None:
    assert set(told(error)) == STANDARD


@pytest.mark.parametrize(
    ("error", "headers"),
    [
        (Unauthenticated(), {"WWW-Authenticate": "Bearer"}),
        (RequestInFlight(retry_after=5), {"Retry-After": "5"}),
        (Unavailable("AWS", retry_after=3), {"Retry-After": "3"}),
        (PaymentUnavailable(), {"Retry-After": "1"}),
        (PaymentOutcomeUnknown(), {"Retry-After": "1"}),
        (NotFound("order"), {}),
        (PaymentDeclined(ORDER_ID), {}),
        (OutOfStock([Shortage(PRODUCT_ID, 5, 2)]), {}),
        (KeyError("x"), {}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_problem_has_the_headers_of_its_status(error: Exception, headers: dict[str, str]) -> None:
    assert problem_of(error).headers == headers


@pytest.mark.parametrize("error", [PaymentDeclined(ORDER_ID), OutOfStock([Shortage(PRODUCT_ID, 5, 2)])])
def test_a_refusal_that_was_told_before_is_marked_and_otherwise_the_same(error: RequestError) -> None:
    first = told(error)

    error.is_replay = True

    assert problem_of(error).headers == {"Idempotency-Replayed": "true"}
    assert told(error) == first


def test_which_dependency_is_down_is_not_told() -> None:
    assert "payment" not in json.dumps(told(PaymentUnavailable()))
