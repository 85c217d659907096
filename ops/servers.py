"""The URLs of a deployment's two servers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3

from local.running import running_shop
from ops.cli import ENVIRONMENT, PROJECT_NAME, CannotRun, WrongInput
from ops.stage import SHOP_NOT_RUNNING, region

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_apigateway.type_defs import RestApiTypeDef

_STOREFRONT, _PARTNER = "/v1", "/partner/v1"
_URL = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")


@dataclass(frozen=True, slots=True)
class Servers:
    """The URLs of the storefront and of the partner server, where the contract's paths begin.

    Parameters
    ----------
    partner : str or None
        None if it is unknown.
    """

    storefront: str
    partner: str | None


def servers_at(base_url: str, partner_url: str = "") -> Servers:
    """Return the servers of a storefront: ``https://api.example.com/v1``, or without its ``/v1``.

    Parameters
    ----------
    partner_url : str
        The partner server, if it can't be derived: an API without a domain has a URL of its own.

    Raises
    ------
    WrongInput
        If one of them is no URL.
    """
    for name, url in (("BASE_URL", base_url), ("--partner-url", partner_url)):
        if (name == "BASE_URL" or url) and _URL.fullmatch(url) is None:
            raise WrongInput(f"{name} must be a URL such as https://api.example.com/v1, not {url!r}.")
    storefront, partner = base_url.rstrip("/"), partner_url.rstrip("/")
    if storefront.count("/") == 2:  # noqa: PLR2004  # of a URL without a path
        storefront += _STOREFRONT
    if not partner and storefront.endswith(_STOREFRONT) and not storefront.endswith(_PARTNER):
        partner = storefront.removesuffix(_STOREFRONT) + _PARTNER
    return Servers(storefront, partner or None)


def servers_of(stage: str) -> Servers:
    """Return the servers of a stage that was entered, from API Gateway.

    Raises
    ------
    CannotRun
        If it has none, or has a domain of its own.
    """
    if stage == ENVIRONMENT:
        config = running_shop()
        if config is None:
            raise CannotRun(SHOP_NOT_RUNNING)
        return servers_at(config.url)
    apigateway: APIGatewayClient = boto3.client("apigateway", region_name=region())
    pages = apigateway.get_paginator("get_rest_apis").paginate()
    apis = {api["name"]: api for page in pages for api in page["items"]}
    urls = [_url(apis, f"{PROJECT_NAME}-{stage}-{server}", stage, apigateway) for server in ("storefront", "partner")]
    return Servers(*urls)


def _url(apis: dict[str, RestApiTypeDef], name: str, stage: str, apigateway: APIGatewayClient) -> str:
    api = apis.get(name)
    if api is None:
        raise CannotRun(f"The stage {stage} has no API {name} in {apigateway.meta.region_name}: deploy it first.")
    if api.get("disableExecuteApiEndpoint"):
        raise CannotRun(f"The stage {stage} has a domain of its own: name its URL, with --base-url https://….")
    return f"https://{api['id']}.execute-api.{apigateway.meta.region_name}.amazonaws.com/{stage}"
