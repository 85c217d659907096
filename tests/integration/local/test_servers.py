from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.domain.ids import new_id
from local.aws.clients import client
from local.config import REGION, CannotRun
from ops.servers import servers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_apigateway import APIGatewayClient

    from local.config import LocalConfig


@pytest.fixture
def account(aws: LocalConfig, monkeypatch: pytest.MonkeyPatch) -> Iterator[APIGatewayClient]:
    """API Gateway of an account."""
    monkeypatch.delenv("AWS_ENDPOINT_URL_API_GATEWAY")
    apigateway: APIGatewayClient = client("apigateway", aws.aws_url)
    yield apigateway
    for api in apigateway.get_rest_apis()["items"]:
        apigateway.delete_rest_api(restApiId=api["id"])


def test_the_servers_of_a_stage_are_found_by_their_names(account: APIGatewayClient) -> None:
    storefront = account.create_rest_api(name="ecommerce-dev-storefront")["id"]
    partner = account.create_rest_api(name="ecommerce-dev-partner")["id"]
    account.create_rest_api(name=f"ecommerce-dev-{new_id()}")

    servers = servers_of("dev")

    assert servers.storefront == f"https://{storefront}.execute-api.{REGION}.amazonaws.com/dev"
    assert servers.partner == f"https://{partner}.execute-api.{REGION}.amazonaws.com/dev"


def test_a_stage_that_is_not_deployed_is_an_error(account: APIGatewayClient) -> None:
    account.create_rest_api(name="ecommerce-dev-storefront")

    with pytest.raises(CannotRun, match=f"has no API ecommerce-dev-partner in {REGION}: deploy it first"):
        servers_of("dev")


def test_a_stage_with_a_custom_domain_requires_its_url(account: APIGatewayClient) -> None:
    account.create_rest_api(name="ecommerce-dev-storefront", disableExecuteApiEndpoint=True)

    with pytest.raises(CannotRun, match="has a domain of its own: name its URL, with --base-url"):
        servers_of("dev")
