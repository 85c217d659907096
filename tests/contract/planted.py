"""The shop with six faults planted into its gateway and handlers: ``python -m tests.contract.planted``.

Served as ``python -m local`` serves the shop, on the same ports and settings; nothing but this process is changed.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from local import run, shop
from local.aws.functions import Handler
from local.gateway.authorizer import LocalGatewayAuthorizer
from local.gateway.request import GatewayRequest

type Answer = dict[str, Any]

_KNOWN = frozenset({"firstName", "lastName"})


def plant() -> None:
    """Plant the faults in this process's handlers and gateway; everything else runs the shop's own code."""
    _change("handlers.products.delete_product", _undocumented_status)
    _change("handlers.auth.get_current_user", _missing_field)
    _change("handlers.meta.get_health", _wrong_content_type)
    _change("handlers.products.create_product", _error_on_odd_text)
    _loosen_profile_update()
    _ignore_token_of_profile()


def _change(module: str, fault: Callable[[Handler], Handler]) -> None:
    planted = importlib.import_module(module)
    planted.handler = fault(planted.handler)  # type: ignore[attr-defined]


def _undocumented_status(handler: Handler) -> Handler:
    def planted(event: Any, context: Any) -> Answer:
        answer: Answer = handler(event, context)
        return answer | {"statusCode": 202} if answer["statusCode"] == 204 else answer

    return planted


def _missing_field(handler: Handler) -> Handler:
    def planted(event: Any, context: Any) -> Answer:
        answer: Answer = handler(event, context)
        body = {name: value for name, value in json.loads(answer["body"]).items() if name != "role"}
        return answer | {"body": json.dumps(body)}

    return planted


def _wrong_content_type(handler: Handler) -> Handler:
    def planted(event: Any, context: Any) -> Answer:
        answer: Answer = handler(event, context)
        return answer | {"headers": answer["headers"] | {"Content-Type": "text/plain"}}

    return planted


def _error_on_odd_text(handler: Handler) -> Handler:
    def planted(event: Any, context: Any) -> Answer:
        json.loads(event["body"])["name"].encode("latin-1")
        answer: Answer = handler(event, context)
        return answer

    return planted


def _loosen_profile_update() -> None:
    # In both layers: the gateway accepts any property, and the handler gets only those that it knows.
    strict = shop.contract

    def loose() -> dict[str, Any]:
        contract = deepcopy(strict())
        contract["components"]["schemas"]["ProfileUpdate"]["additionalProperties"] = True
        return contract

    shop.contract = loose
    _change("handlers.users.update_profile", _ignore_unknown_property)


def _ignore_unknown_property(handler: Handler) -> Handler:
    def planted(event: Any, context: Any) -> Answer:
        body = {name: value for name, value in json.loads(event["body"]).items() if name in _KNOWN}
        answer: Answer = handler({**event, "body": json.dumps(body)}, context)
        return answer

    return planted


def _ignore_token_of_profile() -> None:
    # The gateway lets any caller, with any token or none, read the profile of the last caller.
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
    plant()
    sys.exit(run.main())
