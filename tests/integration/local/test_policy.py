from __future__ import annotations

import pytest

from local.gateway.authorizer import allows

ARN = "arn:aws:execute-api:us-east-1:000000000000:storefront/local/GET/products/01JD"


def _statement(
    effect: str, resource: str | list[str], action: str | list[str] = "execute-api:Invoke"
) -> dict[str, object]:
    return {"Effect": effect, "Resource": resource, "Action": action}


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        ARN,
        [ARN],
        ["x", ARN],
        "arn:aws:execute-api:*:*:storefront/local/GET/products/*",
        ARN.replace("01JD", "01J?"),
    ],
)
def test_allowed_resource_is_allowed(resource: str | list[str]) -> None:
    assert allows({"Statement": [_statement("Allow", resource)]}, ARN)
    assert allows({"Statement": _statement("Allow", resource)}, ARN)


@pytest.mark.parametrize(
    "resource", ["", [], "GET/products/*", ARN + "/image", ARN.replace("01JD", "01[J]D"), ARN.lower()]
)
def test_other_resource_is_not_allowed(resource: str | list[str]) -> None:
    assert not allows({"Statement": [_statement("Allow", resource)]}, ARN)


def test_deny_beats_allow() -> None:
    assert not allows({"Statement": [_statement("Allow", "*"), _statement("Deny", ARN)]}, ARN)
    assert allows({"Statement": [_statement("Allow", "*"), _statement("Deny", "*/POST/*")]}, ARN)


def test_empty_policy_allows_nothing() -> None:
    assert not allows({"Statement": []}, ARN)


@pytest.mark.parametrize(("action", "allowed"), [("execute-api:*", True), ("*", True), ("s3:*", False)])
def test_action_is_compared(action: str, *, allowed: bool) -> None:
    assert allows({"Statement": [_statement("Allow", "*", action)]}, ARN) is allowed
