"""Only a registration's 409 reveals whether an account exists, and it is throttled.

The work of a login is counted in tests/integration/handlers/test_login_user.py; these tests compare responses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.sample_shop import CUSTOMER
from tests.harness import is_problem
from tests.support.requests import PASSWORD, registration
from tests.support.shop_client import log_in

if TYPE_CHECKING:
    import httpx

    from tests.integration.attacks.conftest import CallFrom, Newcomer, Siege

# These differ between any two requests.
_OF_EACH = {"x-request-id", "date", "retry-after"}
WRONG = {
    "another password": "wrong-horse-battery",
    "one character": "x",
    "72 bytes": "x" * 72,
    "more than 72 bytes": "é" * 72,
    "other case": PASSWORD.upper(),
    "trailing space": f"{PASSWORD} ",
    "trailing NUL": f"{PASSWORD}\0",
    "a bcrypt hash": "$2b$12$N0b0dyN0b0dyN0b0dyN0buN0b0dyN0b0dyN0b0dyN0b0dyN0b0d",
    "an emoji": "😀" * 8,
}


def observable(response: httpx.Response) -> tuple[object, ...]:
    """Return everything of a response that a client can observe."""
    headers = [(name, "" if name in _OF_EACH else value) for name, value in response.headers.multi_items()]
    return response.status_code, headers, {**response.json(), "requestId": None}, len(response.content)


@pytest.mark.parametrize("password", WRONG.values(), ids=WRONG)
def test_wrong_password_and_unknown_account_look_the_same(
    anonymous: httpx.Client, newcomer: Newcomer, password: str
) -> None:
    known, unknown = newcomer().email, registration()["email"]

    wrong, unknown_account = log_in(anonymous, known, password), log_in(anonymous, unknown, password)

    assert observable(wrong) == observable(unknown_account)
    is_problem(wrong, 401, "invalid-credentials")


@pytest.mark.parametrize("email", ["admin@example.com", "customer@example.com"])
def test_admin_account_looks_like_an_unknown_one(anonymous: httpx.Client, email: str) -> None:
    assert observable(log_in(anonymous, email)) == observable(log_in(anonymous, registration()["email"]))


@pytest.mark.parametrize(
    "malformed", [{}, {"password": ""}, {"password": None}, {"password": 1}, {"password": "x" * 73}]
)
def test_malformed_login_looks_the_same(
    anonymous: httpx.Client, newcomer: Newcomer, malformed: dict[str, object]
) -> None:
    known, unknown = newcomer().email, registration()["email"]

    assert observable(anonymous.post("/auth/login", json={"email": known, **malformed})) == observable(
        anonymous.post("/auth/login", json={"email": unknown, **malformed})
    )


def test_too_many_logins_look_the_same(siege: Siege, call_from: CallFrom) -> None:
    # Given the responses that an attacker got about an account
    of_known = siege.responses

    # When an attacker at another address tries an unknown account
    client, email = call_from("127.0.2.1"), registration()["email"]
    of_unknown = [log_in(client, email, "wrong-horse") for _ in of_known]

    # Then both series of responses are the same, except for Retry-After
    assert [observable(response) for response in of_known] == [observable(response) for response in of_unknown]
    assert of_unknown[-1].status_code == 429


@pytest.mark.parametrize("place", ["user", "session"])
def test_refresh_reveals_no_account_or_session(anonymous: httpx.Client, newcomer: Newcomer, place: str) -> None:
    # Given a forged token for an existing user and session, and one for unknown ones
    person = newcomer()
    family, secret = "A" * 22, "A" * 43
    unknown_account = "01JD8QM3F5H7K9N1P3R5T7V9X1"
    unknown_ids = {"user": f"{unknown_account}.{person.session_id}", "session": f"{person.user_id}.{unknown_account}"}[
        place
    ]
    tokens = [f"{ids}.{family}.{secret}" for ids in (f"{person.user_id}.{person.session_id}", unknown_ids)]

    known, unknown = (anonymous.post("/auth/refresh", json={"refreshToken": token}) for token in tokens)

    assert observable(known) == observable(unknown)
    is_problem(known, 401, "invalid-refresh-token")


def test_one_stated_enumeration_is_throttled(call_from: CallFrom) -> None:
    # Given an address that probes for accounts by registering them
    client = call_from("127.0.2.2")
    account = registration(email=CUSTOMER.email)

    # When it continues
    responses = [client.post("/auth/register", json=account).status_code for _ in range(22)]

    # Then it is soon throttled, for addresses without an account, too
    assert responses == [409] * 20 + [429] * 2
    is_problem(client.post("/auth/register", json=registration()), 429, "too-many-requests")
