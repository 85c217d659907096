"""Problems of errors (RFC 9457), and the extension members of some kinds."""

import json
from collections.abc import Iterator
from contextlib import suppress

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
from local.config import ROOT

KINDS = [kind for kind in vars(problems).values() if isinstance(kind, ProblemKind)]
STANDARD = {"type", "title", "status", "detail", "instance", "requestId"}
ORDER_ID = "01JD8QP9G1H3J5K7M9N1P3Q5R7"
PRODUCT_ID = "01JD8QM3F5H7K9N1P3R5T7V9X1"


def foreseen(of: type[errors.ShopError] = errors.ShopError) -> Iterator[type[errors.ShopError]]:
    """Yield every error of the shop's tree that has a problem."""
    for error in of.__subclasses__():
        if error.__module__ == errors.__name__ and error not in {RequestError, Misconfigured}:
            yield error
        yield from foreseen(error)


def body_of(error: Exception) -> dict[str, object]:
    """Return the body of the response."""
    response = problem_response(problem_of(error), instance="/v1/orders", request_id="request-1")
    body: dict[str, object] = json.loads(response.text)
    assert body["status"] == response.status
    return body


def made_without_arguments() -> Iterator[errors.ShopError]:
    for error in foreseen():
        with suppress(TypeError):
            yield error()


@pytest.mark.parametrize("error", [*made_without_arguments()], ids=repr)
def test_error_has_a_detail_of_its_own(error: errors.ShopError) -> None:
    assert str(body_of(error)["detail"]).endswith(".")


def test_every_kind_has_its_own_slug() -> None:
    slugs = [kind.slug for kind in KINDS]

    assert len(set(slugs)) == len(slugs)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_page_of_a_kind_has_its_title_and_status(kind: ProblemKind) -> None:
    page = (ROOT / "docs" / "problems" / f"{kind.slug}.md").read_text()

    assert page.startswith(f"# {kind.title}\n\nHTTP status {kind.status}, `type` `/docs/problems/{kind.slug}`.\n")


@pytest.mark.parametrize("error", [*foreseen()])
def test_every_expected_error_has_a_kind(error: type[errors.ShopError]) -> None:
    # Its class determines its kind, whatever its arguments.
    assert problem_of(error.__new__(error)).kind != INTERNAL_ERROR


def test_faults_are_listed_with_their_pointers() -> None:
    body = body_of(InvalidRequest([Fault("/body/items/0/quantity", "is too large")]))

    assert body["errors"] == [{"pointer": "/body/items/0/quantity", "detail": "is too large"}]


def test_at_most_a_hundred_faults_are_listed() -> None:
    body = body_of(InvalidRequest([Fault(f"/body/{number}", "property is not allowed") for number in range(101)]))

    assert isinstance(body["errors"], list)
    assert len(body["errors"]) == 100
    assert body["detail"] == "The request has 101 errors."


def test_pointer_that_is_too_long_is_its_parents() -> None:
    body = body_of(InvalidRequest([Fault(f"/body/items/{'x' * 2000}", "property is not allowed")]))

    assert body["errors"] == [{"pointer": "/body/items", "detail": "property is not allowed"}]


def test_every_shortage_is_listed() -> None:
    body = body_of(OutOfStock([Shortage(PRODUCT_ID, 5, 2), Shortage(ORDER_ID, 1, 0)]))

    assert body["detail"] == "2 products have too little stock."
    assert body["shortages"] == [
        {"productId": PRODUCT_ID, "requested": 5, "available": 2},
        {"productId": ORDER_ID, "requested": 1, "available": 0},
    ]


def test_declined_payment_names_the_order() -> None:
    assert body_of(PaymentDeclined(ORDER_ID))["orderId"] == ORDER_ID


@pytest.mark.parametrize(
    "error", [Unauthenticated(), NotFound("order"), RequestInFlight(retry_after=5), Unavailable("AWS"), KeyError("x")]
)
def test_other_kinds_have_no_extension_members(error: Exception) -> None:
    assert set(body_of(error)) == STANDARD


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
def test_problem_has_the_headers_of_its_status(error: Exception, headers: dict[str, str]) -> None:
    assert problem_of(error).headers == headers


@pytest.mark.parametrize("error", [PaymentDeclined(ORDER_ID), OutOfStock([Shortage(PRODUCT_ID, 5, 2)])])
def test_replayed_problem_is_marked_and_the_same(error: RequestError) -> None:
    first = body_of(error)

    error.is_replay = True

    assert problem_of(error).headers == {"Idempotency-Replayed": "true"}
    assert body_of(error) == first


def test_problem_does_not_name_the_dependency() -> None:
    assert "payment" not in json.dumps(body_of(PaymentUnavailable()))
