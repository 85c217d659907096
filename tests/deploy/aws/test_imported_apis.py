"""The generated documents, imported: both APIs answer as they say, with the real functions behind them.

They are those of a shop that is deployed by hand, or, in ``make deploy-test``, by Terraform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generated.operations import OPERATIONS
from tests.deploy.aws.by_hand import SLOW_KEY
from tests.harness import is_problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

ADA = {"email": "ada@example.com", "password": "correct-horse-battery", "firstName": "Ada", "lastName": "Lovelace"}


@pytest.fixture(scope="session")
def ada(storefront: httpx.Client) -> Mapping[str, str]:
    """Ada's header, who is registered and signed in."""
    assert storefront.post("/auth/register", json=ADA).status_code == 201
    tokens = storefront.post("/auth/login", json={name: ADA[name] for name in ("email", "password")}).json()
    return {"Authorization": f"Bearer {tokens['accessToken']}"}


def test_a_function_answers_with_its_path_from_the_stage_on(storefront: httpx.Client) -> None:
    answer = storefront.get("/health")

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    missing = storefront.get("/products/01JD8QK7Z2V4X6Y8A0B2C4D6E8")
    assert is_problem(missing, 404, "not-found")["instance"] == "/dev/products/01JD8QK7Z2V4X6Y8A0B2C4D6E8"


@pytest.mark.parametrize("body", ["", "{", "[]", "{}", '{"email": "ada@example.com", "password": 1}'])
def test_a_body_that_breaks_its_model_is_refused_before_a_function(storefront: httpx.Client, body: str) -> None:
    answer = storefront.post("/auth/login", content=body, headers={"Content-Type": "application/json"})

    problem = is_problem(answer, 400, "validation-failed")
    assert (problem["detail"], problem["instance"]) == ("The body doesn't match the contract.", "/dev/auth/login")


def test_a_header_that_is_missing_is_refused_before_a_function(
    storefront: httpx.Client, ada: Mapping[str, str]
) -> None:
    answer = storefront.post("/orders", json={}, headers=ada)

    assert is_problem(answer, 400, "validation-failed")["detail"] == "A parameter is missing."


@pytest.mark.parametrize(
    ("sent", "status", "slug"),
    [
        ({}, 401, "unauthorized"),
        ({"Authorization": "Basic YTpi"}, 401, "unauthorized"),
        ({"Authorization": "Bearer x"}, 401, "unauthorized"),
    ],
)
def test_whoever_has_no_good_token_is_refused(
    storefront: httpx.Client, sent: Mapping[str, str], status: int, slug: str
) -> None:
    answer = storefront.get("/cart", headers=sent)

    is_problem(answer, status, slug)
    assert answer.headers["www-authenticate"] == "Bearer"


def test_the_authorizer_lets_in_by_role(storefront: httpx.Client, ada: Mapping[str, str]) -> None:
    assert storefront.get("/cart", headers=ada).json()["items"] == []
    is_problem(storefront.post("/products", json={}, headers=ada), 403, "forbidden")


def test_a_token_is_checked_once_and_then_remembered(storefront: httpx.Client, ada: Mapping[str, str]) -> None:
    # Given a session that is used once, and ended
    tokens = storefront.post("/auth/login", json={name: ADA[name] for name in ("email", "password")}).json()
    own = {"Authorization": f"Bearer {tokens['accessToken']}"}
    assert storefront.get("/cart", headers=own).status_code == 200
    assert storefront.post("/auth/logout", headers=own).status_code == 204

    # Then its token is still let in, as the authorizer isn't asked again for 300 seconds
    assert storefront.get("/cart", headers=own).status_code == 200


@pytest.mark.parametrize("path", sorted({row.path for row in OPERATIONS.values()}))
def test_a_preflight_asks_for_nothing(partner: httpx.Client, path: str) -> None:
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "GET"}
    answer = partner.options(path.replace("{", "").replace("}", ""), headers=asked | {"X-Api-Key": ""})

    methods = [row.method for row in OPERATIONS.values() if row.path == path]
    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-type" not in answer.headers
    assert answer.headers["access-control-allow-origin"] == "*"
    assert set(answer.headers["access-control-allow-methods"].split(", ")) == {*methods, "OPTIONS"}
    assert "Idempotency-Key" in answer.headers["access-control-allow-headers"]


def test_a_wrong_method_and_an_unknown_path_are_told_apart(storefront: httpx.Client) -> None:
    wrong = storefront.patch("/orders/an-id")
    assert is_problem(wrong, 405, "method-not-allowed")["instance"] == "/dev/orders/an-id"
    assert wrong.headers["allow"] == "GET, OPTIONS"
    for path in ("/", "/auth", "/nothing/of/it", '/odd"path'):
        is_problem(storefront.get(path), 404, "not-found")


def test_a_mock_knows_no_media_type_of_its_own(storefront: httpx.Client) -> None:
    is_problem(storefront.get("/nothing", headers={"Content-Type": "odd/type"}), 415, "unsupported-media-type")


def test_the_partner_server_asks_for_a_key_after_the_token(
    storefront: httpx.Client, partner: httpx.Client, ada: Mapping[str, str]
) -> None:
    told = partner.get("/products")
    assert (told.status_code, told.json()) == (200, storefront.get("/products").json())
    is_problem(partner.get("/products", headers={"X-Api-Key": ""}), 403, "invalid-api-key")
    is_problem(partner.get("/products", headers={"X-Api-Key": "a-key-that-nobody-has"}), 403, "invalid-api-key")
    is_problem(partner.get("/cart", headers={"X-Api-Key": "a-key-that-nobody-has"}), 401, "unauthorized")
    assert partner.get("/cart", headers=ada).status_code == 200


def test_a_key_that_asks_too_often_is_slowed_down(partner: httpx.Client) -> None:
    answers = [partner.get("/health", headers={"X-Api-Key": SLOW_KEY}) for _ in range(2)]

    assert answers[0].status_code == 200
    is_problem(answers[1], 429, "too-many-requests")
    assert answers[1].headers["retry-after"] == "1"
