"""The shop, assembled: gateway, AWS APIs and pages over its functions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from codegen.site.build import ensure_site
from codegen.site.errors import SiteError
from generated.operations import OPERATIONS
from local.aws.clients import client
from local.aws.functions import lambda_api
from local.config import API_GATEWAY_PATH, LAMBDA_PATH, ROOT, CannotRun
from local.gateway.app import Gateway, site
from local.gateway.authorizer import LocalGatewayAuthorizer
from local.gateway.docs import docs_app
from local.gateway.management_api import apigateway_api
from local.gateway.metering import ApiKeys, Metering, fetch_keys
from local.gateway.usage import Usage, read_usage

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp

    from local.aws.function_runtime import FunctionRuntime
    from local.config import LocalConfig

_GENERATED = ROOT / "generated"


@dataclass(frozen=True, slots=True)
class Shop:
    """The ASGI application, the runtime of its functions, and the usage that it counts."""

    app: ASGIApp
    functions: FunctionRuntime
    usage: Usage


def build_shop(config: LocalConfig, functions: FunctionRuntime) -> Shop:
    """Return the shop; the functions' settings must be in the environment before its first request.

    Parameters
    ----------
    config : LocalConfig
        Its configuration.
    functions : FunctionRuntime
        Runs its functions.

    Raises
    ------
    CannotRun
        If the usage of API keys can't be read, or the documentation can't be built.
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
    return Shop(site(gateway, docs_app(_documentation(), config.url), mounted=apis), functions, usage)


def _documentation() -> Path:
    try:
        return ensure_site()
    except SiteError as error:
        raise CannotRun(f"The documentation can't be built:\n{error}") from error


def contract() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return _load_generated("openapi.json")


def authorizer(functions: FunctionRuntime) -> LocalGatewayAuthorizer:
    """Return the authorizer that the import document defines."""
    schemes = _load_generated("api_gateway.storefront.json")["components"]["securitySchemes"]
    defined = schemes["BearerAuth"]["x-amazon-apigateway-authorizer"]
    return LocalGatewayAuthorizer(
        invoke=functions.invoke,
        validation_expression=defined["identityValidationExpression"],
        cache_seconds=defined["authorizerResultTtlInSeconds"],
    )


def _load_generated(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((_GENERATED / name).read_text())
    return document
