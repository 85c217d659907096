"""The gateway over the shop's own functions, put together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from codegen.site.build import ensure_site
from codegen.site.errors import SiteError
from generated.operations import OPERATIONS
from local.aws.lambda_api import lambda_api
from local.aws.provision import client
from local.config import API_GATEWAY_PATH, LAMBDA_PATH, ROOT, CannotRun
from local.gateway.api_keys import ApiKeys, fetch_keys
from local.gateway.app import Gateway
from local.gateway.authorizer import Authorizer
from local.gateway.docs import docs_app
from local.gateway.management_api import apigateway_api
from local.gateway.metering import Metering
from local.gateway.server import site
from local.gateway.usage import Usage, read_usage

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp

    from local.aws.functions import FunctionRuntime
    from local.config import LocalConfig

_GENERATED = ROOT / "generated"


@dataclass(frozen=True, slots=True)
class Shop:
    """The whole API as an ASGI application, what runs its functions, and what it counts."""

    app: ASGIApp
    functions: FunctionRuntime
    usage: Usage


def build_shop(config: LocalConfig, functions: FunctionRuntime) -> Shop:
    """Return the shop; the functions' settings must be in the environment before its first request.

    Parameters
    ----------
    config : LocalConfig
        Where the embedded AWS will answer, and where the counts of API keys were kept.
    functions : FunctionRuntime
        What runs its functions.

    Raises
    ------
    CannotRun
        If they can't be read, or the documentation can't be built.
    """
    usage = read_usage(config.usage)
    gateway = Gateway(
        contract(),
        OPERATIONS,
        invoke=functions.invoke,
        authorizer=authorizer(functions),
        metering=Metering(ApiKeys(partial(fetch_keys, client("apigateway", config.aws_url))), usage),
    )
    apis = {LAMBDA_PATH: lambda_api(functions), API_GATEWAY_PATH: apigateway_api(config.aws_url, usage)}
    return Shop(site(gateway, docs_app(_documentation()), mounted=apis), functions, usage)


def _documentation() -> Path:
    try:
        return ensure_site()
    except SiteError as error:
        raise CannotRun(f"The documentation can't be built:\n{error}") from error


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
