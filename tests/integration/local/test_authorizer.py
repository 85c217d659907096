from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.harness import RunningShop, eventually, is_problem
from tests.integration.local.substitutes import FakeAuthorizer, fail, hanging, returning, serve_gateway

if TYPE_CHECKING:
    from local.aws.functions import Handler

PRODUCT = "/products/01JD8QM3F5H7K9N1P3R5T7V9X1"
BEARER = {"Authorization": "Bearer token"}


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": ""}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer"}]
)
def test_missing_token_is_unauthorized_without_calling_the_authorizer(headers: dict[str, str]) -> None:
    authorizer = FakeAuthorizer()
    with serve_gateway(authorize_request=authorizer) as client:
        response = client.get("/auth/me", headers=headers)

    is_problem(response, 401, "unauthorized")
    assert response.headers["www-authenticate"] == "Bearer"
    assert authorizer.tokens == []


def test_bad_token_is_unauthorized_and_calls_the_authorizer_once_per_request() -> None:
    authorizer = FakeAuthorizer("Unauthorized")
    with serve_gateway(authorize_request=authorizer) as client:
        responses = [client.get("/auth/me", headers=BEARER) for _ in range(2)]

    for response in responses:
        is_problem(response, 401, "unauthorized")
        assert response.headers["www-authenticate"] == "Bearer"
    assert authorizer.tokens == ["Bearer token"] * 2


def test_denied_call_is_forbidden() -> None:
    with serve_gateway(authorize_request=FakeAuthorizer("Deny")) as client:
        is_problem(client.get("/auth/me", headers=BEARER), 403, "forbidden")


@pytest.mark.parametrize(
    "handler", [fail, returning({"principalId": "x"}), returning("hello"), returning({"statusCode": 200, "body": {1}})]
)
def test_authorizer_that_fails_is_an_internal_error(handler: Handler) -> None:
    with serve_gateway(authorize_request=handler) as client:
        response = client.get("/auth/me", headers=BEARER)

    is_problem(response, 500, "internal-error")
    assert "swordfish" not in response.text


def test_authorizer_that_times_out_is_an_internal_error() -> None:
    with hanging() as handler, serve_gateway(timeout=0.2, authorize_request=handler) as client:
        is_problem(client.get("/auth/me", headers=BEARER), 500, "internal-error")


def test_policy_is_cached_per_token_and_evaluated_for_each_call() -> None:
    # Given an authorizer that allows reading, whichever method a token was sent with first
    authorizer = FakeAuthorizer(resource="*/GET/*")
    with serve_gateway(authorize_request=authorizer) as client:
        assert client.get("/auth/me", headers=BEARER).status_code == 200
        assert client.get("/users/profile", headers=BEARER).status_code == 200
        is_problem(client.delete(PRODUCT, headers=BEARER), 403, "forbidden")
        assert authorizer.tokens == ["Bearer token"]
        client.get("/auth/me", headers={"Authorization": "Bearer other"})

    assert authorizer.tokens == ["Bearer token", "Bearer other"]


def test_each_server_has_its_own_authorizer_cache() -> None:
    authorizer = FakeAuthorizer()
    with serve_gateway(authorize_request=authorizer) as client:
        client.get("/auth/me", headers=BEARER)
        client.get(str(client.base_url.copy_with(path="/partner/v1/auth/me")), headers=BEARER)

    assert authorizer.tokens == ["Bearer token"] * 2


def test_cached_policy_expires() -> None:
    authorizer = FakeAuthorizer()
    with serve_gateway(cache_seconds=0.05, authorize_request=authorizer) as client:

        def is_called_again() -> bool:
            client.get("/auth/me", headers=BEARER)
            return len(authorizer.tokens) > 1

        eventually(is_called_again)


def test_token_is_checked_before_the_body() -> None:
    with serve_gateway() as client:
        is_problem(client.post("/products", content=b"{"), 401, "unauthorized")


def test_public_operation_requires_no_token() -> None:
    authorizer = FakeAuthorizer("Deny")
    with serve_gateway(authorize_request=authorizer) as client:
        assert client.get("/health", headers=BEARER).status_code == 200
    assert authorizer.tokens == []


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a.b.c",
        "..",
        "eyJhbGciOiJub25lIn0.e30.",
        "é.é.é",
        "x" * 9_000,
        "eyJhbGciOiJIUzI1NiIsImtpZCI6Im5vbmUifQ.e30.x",
    ],
)
def test_real_authorizer_rejects_malformed_tokens(shop: RunningShop, token: str) -> None:
    response = httpx.get(f"{shop.storefront}/auth/me", headers=[(b"Authorization", f"Bearer {token}".encode())])

    is_problem(response, 401, "unauthorized")


def test_real_authorizer_allows_each_role_its_operations(customer: httpx.Client, admin: httpx.Client) -> None:
    product = {"name": "Lamp", "price": 0.07, "category": "roles"}

    is_problem(customer.post("/products", json=product), 403, "forbidden")
    assert admin.post("/products", json=product).status_code == 201
    assert customer.get("/auth/me").json()["role"] == "customer"
    assert admin.get("/auth/me").json()["role"] == "admin"


def test_authorization_scheme_is_case_insensitive(shop: RunningShop, customer: httpx.Client) -> None:
    token = customer.headers["authorization"].removeprefix("Bearer ")

    assert httpx.get(f"{shop.storefront}/auth/me", headers={"Authorization": f"bEARER {token}"}).status_code == 200
