"""A token is good for one use, in one place: an access token in `Authorization: Bearer`, a refresh token in a body."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from tests.harness import is_problem
from tests.support.shop_client import Customer, new_customer
from tests.tokens import Forger, is_accepted

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.harness import RunningShop
    from tests.integration.attacks.conftest import Newcomer

QUERIES = ["access_token", "token", "jwt", "authorization", "Authorization", "bearer", "auth", "id_token", "api_key"]
HEADERS = [
    ("Cookie", "access_token={}"),
    ("Cookie", "Authorization=Bearer {}"),
    ("Cookie", "session={}; token={}"),
    ("Proxy-Authorization", "Bearer {}"),
    ("X-Authorization", "Bearer {}"),
    ("X-Access-Token", "{}"),
    ("X-Auth-Token", "{}"),
    ("X-Api-Key", "{}"),
    ("X-Amz-Security-Token", "{}"),
    ("WWW-Authenticate", "Bearer {}"),
    ("Sec-WebSocket-Protocol", "bearer, {}"),
    ("X-Forwarded-Authorization", "Bearer {}"),
]
SCHEMES = [
    *("{}", "Basic {}", "Token {}", "JWT {}", "Digest {}", "Bearer:{}", "Bearer={}", "Bearer{}", 'Bearer "{}"'),
    *("Bearer Bearer {}", "Basic Bearer {}", "Bearer token={}", "Bearer {},{}", "Bearer {} {}", "{} Bearer", "DPoP {}"),
]
# Headers that imitate the authorizer's context.
CLAIMED = ["X-User-Id", "X-Userid", "X-Role", "X-Session-Id", "X-Principal-Id", "X-Amzn-Authorizer", "principalId"]


def is_unauthenticated(response: httpx.Response) -> bool:
    return bool(is_problem(response, 401, "unauthorized"))


@pytest.mark.parametrize("name", QUERIES)
def test_token_in_the_query_is_ignored(anonymous: httpx.Client, forger: Forger, name: str) -> None:
    token = forger.sign()

    assert is_unauthenticated(anonymous.get("/auth/me", params={name: token}))
    assert is_unauthenticated(anonymous.get("/auth/me", params={name: f"Bearer {token}"}))
    assert is_accepted(anonymous, token)


@pytest.mark.parametrize(("name", "value"), HEADERS, ids=str)
def test_token_in_another_header_is_ignored(anonymous: httpx.Client, forger: Forger, name: str, value: str) -> None:
    assert is_unauthenticated(anonymous.get("/auth/me", headers={name: value.replace("{}", forger.sign())}))


@pytest.mark.parametrize("kind", ["json", "data"])
@pytest.mark.parametrize("name", ["access_token", "accessToken", "Authorization"])
def test_token_in_the_body_is_ignored(anonymous: httpx.Client, forger: Forger, kind: str, name: str) -> None:
    body: Any = {kind: {name: forger.sign()}}

    assert is_unauthenticated(anonymous.request("GET", "/auth/me", **body))
    assert is_unauthenticated(anonymous.post("/cart/items", **body))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_token_with_another_scheme_is_rejected(anonymous: httpx.Client, forger: Forger, scheme: str) -> None:
    assert is_unauthenticated(anonymous.get("/auth/me", headers={"Authorization": scheme.replace("{}", forger.sign())}))


@pytest.mark.parametrize("user", ["", "bearer", "customer@example.com"])
def test_token_as_basic_password_is_rejected(anonymous: httpx.Client, forger: Forger, user: str) -> None:
    credentials = base64.b64encode(f"{user}:{forger.sign()}".encode()).decode()

    assert is_unauthenticated(anonymous.get("/auth/me", headers={"Authorization": f"Basic {credentials}"}))


@pytest.mark.parametrize(
    "others", [["Bearer {}"], ["Bearer x"], ["Basic x"], [""], ["Bearer {}", "Bearer {}"]], ids=str
)
@pytest.mark.parametrize("place", [0, 1])
def test_two_authorization_headers_are_rejected(
    anonymous: httpx.Client, forger: Forger, others: list[str], place: int
) -> None:
    values = [other.replace("{}", forger.sign()) for other in others]
    values.insert(place, f"Bearer {forger.sign()}")

    assert is_unauthenticated(anonymous.get("/auth/me", headers=[("Authorization", value) for value in values]))


def test_refresh_token_is_rejected_as_access_token(anonymous: httpx.Client, newcomer: Newcomer) -> None:
    person = newcomer()
    user, session, family, secret = person.refresh_token.split(".")

    for token in (person.refresh_token, f"{user}.{session}.{family}", f"{session}.{family}.{secret}"):
        assert not is_accepted(anonymous, token)


def test_access_token_is_rejected_as_refresh_token(anonymous: httpx.Client, newcomer: Newcomer) -> None:
    person = newcomer()

    is_problem(anonymous.post("/auth/refresh", json={"refreshToken": person.access_token}), 400, "validation-failed")
    for token in (person.access_token[:256], person.access_token[-256:], *person.access_token.split(".")[::2]):
        response = anonymous.post("/auth/refresh", json={"refreshToken": token})
        is_problem(response, 401, "invalid-refresh-token")
    assert is_accepted(anonymous, person.access_token)


@pytest.fixture(scope="module")
def bystander(shop: RunningShop) -> Iterator[Customer]:
    """A customer who is no attacker."""
    with new_customer(shop.storefront) as bystander:
        yield bystander


@pytest.mark.parametrize("name", CLAIMED)
@pytest.mark.parametrize("claim", ["admin", "userId", "sessionId"])
def test_identity_headers_are_ignored(
    anonymous: httpx.Client, mallory: Customer, bystander: Customer, name: str, claim: str
) -> None:
    # Given a signed-in user, and a header that names another user
    value = {"admin": "admin", "userId": bystander.user_id, "sessionId": bystander.session_id}[claim]

    # Then it authenticates no anonymous request, and doesn't change the user of a signed-in one
    assert is_unauthenticated(anonymous.get("/auth/me", headers={name: value}))
    me = mallory.api.get("/auth/me", headers={name: value}).json()
    assert (me["userId"], me["role"]) == (mallory.user_id, "customer")
    assert mallory.api.post("/products", headers={name: value}, json={}).status_code == 403
