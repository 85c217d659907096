"""The test of the contract tests: six faults planted at run time, each caught with the committed configuration.

``python -m tests.contract.test_planted_faults`` serves the shop with the faults, as ``python -m local`` does without.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from local import run, shop
from local.aws.function_runtime import FunctionFailed
from local.aws.functions import Functions
from local.gateway.authorizer import LocalGatewayAuthorizer
from local.gateway.request import GatewayRequest
from tests.contract.document import OPERATIONS
from tests.contract.principals import ADMIN
from tests.contract.run import Outcome, try_deployment
from tests.harness import new_config, running_shop
from tests.sampling import FULL

# Each planted fault , its operation, and the failure that must be reported.
FAULTS = {
    "an undocumented status": ("DELETE /products/{id}", "UndefinedStatusCode"),
    "a missing field": ("GET /auth/me", "JsonSchemaError"),
    "a wrong content type": ("GET /health", "UndefinedContentType"),
    "a 500 on odd text": ("POST /products", "ServerError"),
    "a looser validation": ("PUT /users/profile", "AcceptedNegativeData"),
    "an ignored token": ("GET /users/profile", "IgnoredAuth"),
}


_FAULTY = {operation for operation, _ in FAULTS.values()}
_FAULTY_IDS = [operation_id for operation_id, operation in OPERATIONS.items() if str(operation) in _FAULTY]


def plant_in_functions() -> None:
    """Plant an error on odd text, an undocumented status, a missing field and a wrong content type."""
    original = Functions.invoke

    async def invoke(self: Functions, key: str, event: Mapping[str, Any]) -> Any:
        if key == "createProduct" and max(map(ord, json.loads(event["body"])["name"])) > 0xFF:
            raise FunctionFailed("odd text", "UnicodeEncodeError")
        if key == "updateProfile":
            body = json.loads(event["body"])
            event = {**event, "body": json.dumps({name: body[name] for name in ("firstName", "lastName")})}
        response = await original(self, key, event)
        match key:
            case "deleteProduct" if response["statusCode"] == 204:
                response["statusCode"] = 202
            case "getCurrentUser" if response["statusCode"] == 200:
                user = json.loads(response["body"])
                del user["role"]
                response["body"] = json.dumps(user)
            case "getHealth":
                response["headers"]["Content-Type"] = "text/plain"
        return response

    Functions.invoke = invoke  # type: ignore[method-assign]


def loosen_profile_update() -> None:
    """Let the gateway accept any property of a profile, as the function does."""
    loose = shop.contract()
    loose["components"]["schemas"]["ProfileUpdate"]["additionalProperties"] = True
    shop.contract = lambda: loose


def ignore_token_of_profile() -> None:
    """Let any caller, with any token or none, read the profile of the last caller."""
    original = LocalGatewayAuthorizer.authorize
    last: dict[str, Mapping[str, str]] = {}

    async def authorize(self: LocalGatewayAuthorizer, request: GatewayRequest) -> Mapping[str, str]:
        try:
            last["caller"] = await original(self, request)
        except Exception:
            if request.matched.operation.operation_id != "getProfile" or not last:
                raise
        return last["caller"]

    LocalGatewayAuthorizer.authorize = authorize  # type: ignore[method-assign]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """The outcome of an admin's run against the shop with all six faults."""
    config = new_config(tmp_path_factory.mktemp("planted"))
    with running_shop(config, module="tests.contract.test_planted_faults") as running:
        [outcome] = try_deployment(
            running.storefront, [ADMIN], operations=() if FULL else _FAULTY_IDS, max_examples=None if FULL else 10
        )
        yield outcome


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_caught(outcome: Outcome, fault: str) -> None:
    assert FAULTS[fault] in outcome.failures, outcome.text


def test_only_planted_faults_are_reported(outcome: Outcome) -> None:
    assert outcome.exit_status == 1
    assert {operation for operation, _ in outcome.failures} == _FAULTY, outcome.text


if __name__ == "__main__":
    plant_in_functions()
    loosen_profile_update()
    ignore_token_of_profile()
    sys.exit(run.main())
