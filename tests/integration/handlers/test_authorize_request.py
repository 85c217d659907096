from __future__ import annotations

import base64
import json
import time
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import jwt
import pytest
import yaml

from local.config import ROOT
from tests.integration.handlers.accounts import (
    Login,
    authorize,
    authorizer_error,
    is_authorized,
    sign_up,
)
from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.calling import FUNCTIONS, call, invoke
from tests.lambda_events import sample_event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.handlers.table import Table

CONTRACT = yaml.load((ROOT / "openapi.yaml").read_text(), yaml.CSafeLoader)
STAGE = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/v1"
SEGMENT = "01JD8QM3F5H7K9N1P3R5T7V9X1"


def operations() -> Iterator[tuple[str, set[str]]]:
    """Yield every operation's ARN and the roles that may call it."""
    for path, item in CONTRACT["paths"].items():
        for method, operation in item.items():
            resource = "/".join(SEGMENT if step.startswith("{") else step for step in path.split("/"))
            yield f"{STAGE}/{method.upper()}{resource}", set(operation["x-roles"])


PROTECTED = {arn: roles for arn, roles in operations() if "anonymous" not in roles}


def lets_through(policy: dict[str, Any], arn: str) -> bool:
    (statement,) = policy["policyDocument"]["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Allow", "execute-api:Invoke")
    return any(fnmatchcase(arn, pattern) for pattern in statement["Resource"])


def refused(authorization: str) -> bool:
    return authorizer_error(authorization) == "Unauthorized"


def resigned(login: Login, *, key: bytes = b"k" * 32, header: dict[str, Any] | None = None, **changed: Any) -> str:
    """Return a login's token with changed claims and header, signed with `key`."""
    claims = jwt.decode(login.access_token, options={"verify_signature": False}) | changed
    own = jwt.get_unverified_header(login.access_token) | (header or {})
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, "HS256", own)


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


@pytest.mark.parametrize("role", ["customer", "admin"])
def test_policy_allows_exactly_the_operations_of_the_role(table: Table, role: str) -> None:
    # Given a signed-in user of a role
    login = sign_up(as_admin=role == "admin")

    # When the authorizer is called for one operation
    policy = authorize(f"Bearer {login.access_token}")

    # Then its policy is right for every operation, because API Gateway caches it for all of them
    assert {arn for arn in PROTECTED if lets_through(policy, arn)} == {
        arn for arn, roles in PROTECTED.items() if role in roles
    }
    assert not [arn for arn, roles in operations() if "anonymous" in roles and lets_through(policy, arn)]


@pytest.mark.parametrize("arn", sorted(PROTECTED))
def test_policy_is_the_same_for_every_operation(table: Table, arn: str) -> None:
    login = sign_up()
    event = sample_event("authorize_request") | {"authorizationToken": f"Bearer {login.access_token}"}

    assert invoke("authorize_request", event | {"methodArn": arn}) == invoke("authorize_request", event)


def test_policy_is_limited_to_the_calling_api_and_stage(table: Table) -> None:
    policy = authorize(f"Bearer {sign_up().access_token}")

    assert not [arn for arn in PROTECTED if lets_through(policy, arn.replace("a1b2c3d4e5", "other"))]
    assert not [arn for arn in PROTECTED if lets_through(policy, arn.replace("/v1/", "/v2/"))]


def test_context_identifies_the_caller(table: Table) -> None:
    login = sign_up()

    policy = authorize(f"Bearer {login.access_token}")

    assert policy["principalId"] == login.user_id
    assert policy["context"] == {
        "userId": login.user_id,
        "email": "ada@example.com",
        "role": "customer",
        "sessionId": login.session_id,
    }
    assert call("getCurrentUser", caller=policy["context"]).status == 200


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER ", "Bearer  "])
def test_scheme_is_read_in_any_case(table: Table, scheme: str) -> None:
    assert authorize(scheme + sign_up().access_token)


@pytest.mark.parametrize(
    "authorization",
    [
        "{}",
        "Basic {}",
        "Bearer",
        "Bearer ",
        "",
        "Bearer {} x",
        "Bearer x{}",
        "Bearer {}x",
        "Bearer{}",
        "Token {}",
        "Bearer Bearer {}",
    ],
)
def test_malformed_bearer_token_is_rejected(table: Table, authorization: str) -> None:
    assert refused(authorization.format(sign_up().access_token))


def test_expired_session_is_rejected_before_ttl_deletes_it(table: Table) -> None:
    # Given a session
    login = sign_up()
    key = (f"USER#{login.user_id}", f"SESSION#{login.session_id}")
    session = table.row(*key)
    assert session is not None
    assert is_authorized(login)

    # When it has expired, but its row still exists
    table.put({**session, "expiresAt": int(time.time())})

    assert not is_authorized(login)
    # And when its row has been deleted
    table.delete(*key)
    assert not is_authorized(login)


def test_a_session_is_valid_only_for_its_user(table: Table) -> None:
    ada, grace = sign_up(), sign_up(email="grace@example.com")
    session = table.row(f"USER#{grace.user_id}", f"SESSION#{grace.session_id}")
    assert session is not None
    table.delete(f"USER#{ada.user_id}", f"SESSION#{ada.session_id}")

    assert not is_authorized(ada)
    assert is_authorized(grace)


@pytest.mark.parametrize(
    "forged",
    [
        {"role": "admin"},
        {"exp": 9_999_999_999},
        {"header": {"kid": "other"}},
        {"header": {"kid": ""}},
        {"header": {"kid": "../../dev/null"}},
        {"header": {"jku": "https://evil.example.com"}},
        {"header": {"jwk": {"kty": "oct", "k": "a2tr"}}},
        {"header": {"x5u": "https://evil.example.com"}},
        {"header": {"crit": ["exp"]}},
        {"header": {"typ": "at+jwt"}},
    ],
    ids=repr,
)
def test_token_with_a_foreign_signature_is_rejected(table: Table, forged: dict[str, Any]) -> None:
    assert refused(f"Bearer {resigned(sign_up(), **forged)}")


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"none"}',
        b'{"alg":"HS256"}',
        b"[]",
        b"1",
        b"{",
        b"\xff",
        b"",
        b"[" * 7500,
        b'{"a":' * 1500,
        b'{"alg":"HS256","kid":1}',
        b'{"alg":"HS256","kid":null}',
        b'{"alg":"HS256","kid":"\\ud800"}',
        b'{"alg":"HS256","kid":' + b"9" * 5000 + b"}",
        b'{"alg":["HS256"],"kid":"x"}',
        b'{"alg":"HS256","kid":"x","b64":false}',
        b'{"alg":"RS256","kid":"x"}',
        b'{"alg":"HS256","kid":"x","typ":{}}',
    ],
    ids=lambda header: repr(header[:40]),
)
def test_token_with_an_odd_header_is_rejected(table: Table, header: bytes) -> None:
    _, claims, signature = sign_up().access_token.split(".")

    assert refused(f"Bearer {encoded(header)}.{claims}.{signature}")
    assert refused(f"Bearer {encoded(header)}.{claims}.")


@pytest.mark.parametrize(
    "token",
    ["x", ".", "..", "...", "a.b.c", "\ud800", "é.é.é", "\0", "x" * 8000, "." * 8000, "a.b.c.d.e", "\n", "{t}\n.", " "],
)
def test_malformed_token_is_rejected(table: Table, token: str) -> None:
    assert refused(f"Bearer {token}")


def test_token_changed_in_any_part_is_rejected(table: Table) -> None:
    token = sign_up().access_token

    for place in range(0, len(token), 7):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert refused(f"Bearer {changed}")


def test_authorizing_costs_one_read_once_the_keys_are_cached(table: Table) -> None:
    login = sign_up()

    with recorded() as aws:
        is_authorized(login)

    assert aws.requests == ["BatchGetItem"]


def test_forged_token_costs_no_read(table: Table) -> None:
    token = resigned(sign_up())

    with recorded() as aws:
        assert refused(f"Bearer {token}")

    assert aws.requests == []


def test_internal_failure_is_not_reported_as_unauthorized(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a valid token and an authorizer without its table
    login = sign_up()
    monkeypatch.setenv("TABLE_NAME", "no-such-table")

    # When it is called, then its error isn't Unauthorized
    assert authorizer_error(f"Bearer {login.access_token}") not in {None, "Unauthorized"}


def test_sample_event_is_of_an_operation_that_the_authorizer_guards() -> None:
    event = sample_event("authorize_request")

    assert event["methodArn"] in PROTECTED
    assert json.dumps(sorted(FUNCTIONS["authorize_request"]["triggers"])) == '["authorizer"]'
