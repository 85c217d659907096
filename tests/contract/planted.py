"""The shop with six faults planted into its functions and gateway: ``python -m tests.contract.planted``.

Served as ``python -m local`` serves the shop, on the same ports and settings; nothing but this process is changed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from local import run, shop
from local.aws.function_runtime import FunctionFailed
from local.aws.functions import Functions
from local.gateway.authorizer import LocalGatewayAuthorizer
from local.gateway.request import GatewayRequest


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


if __name__ == "__main__":
    plant_in_functions()
    loosen_profile_update()
    ignore_token_of_profile()
    sys.exit(run.main())
