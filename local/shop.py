"""The gateway over the shop's own functions, put together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generated.operations import OPERATIONS
from local.authorizer import Authorizer
from local.docs import docs_app
from local.gateway import Gateway
from local.lambda_api import lambda_api
from local.place import LAMBDA_PATH, ROOT
from local.server import site

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from local.functions import FunctionRuntime

_GENERATED = ROOT / "generated"


@dataclass(frozen=True, slots=True)
class Shop:
    """The whole API as an ASGI application, and what runs its functions."""

    app: ASGIApp
    functions: FunctionRuntime


def build_shop(functions: FunctionRuntime) -> Shop:
    """Return the shop; the functions' settings must be in the environment before its first request.

    Parameters
    ----------
    functions : FunctionRuntime
        What runs its functions.
    """
    gateway = Gateway(contract(), OPERATIONS, invoke=functions.invoke, authorizer=authorizer(functions))
    return Shop(site(gateway, docs_app(), mounted={LAMBDA_PATH: lambda_api(functions)}), functions)


def contract() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return _generated("openapi.json")


def authorizer(functions: FunctionRuntime) -> Authorizer:
    """Return the authorizer as the import document sets it up."""
    schemes = _generated("api_gateway.storefront.json")["components"]["securitySchemes"]
    wanted = schemes["BearerAuth"]["x-amazon-apigateway-authorizer"]
    return Authorizer(
        invoke=functions.invoke,
        validation_expression=wanted["identityValidationExpression"],
        seconds=wanted["authorizerResultTtlInSeconds"],
    )


def _generated(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((_GENERATED / name).read_text())
    return document
