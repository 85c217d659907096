"""API Gateway's API of a local shop: the gateway serves usage calls, the embedded AWS all others."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from botocore.exceptions import ClientError

from local.aws.clients import client
from local.config import API_GATEWAY_PATH
from local.gateway.management_api import apigateway_api
from local.gateway.usage import Usage
from local.gateway.usage_plans import Plan, Quota
from tests.harness import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_apigateway import APIGatewayClient

    from local.config import LocalConfig
    from tests.harness import RunningShop

TODAY = date(2026, 11, 3)


class MeteredGateway:
    """An API Gateway with a plan, a used key on it, and an unused one."""

    def __init__(self, apigateway: APIGatewayClient, usage: Usage) -> None:
        self.apigateway = apigateway
        self.plan_id = apigateway.create_usage_plan(
            name="metered", throttle={"rateLimit": 1, "burstLimit": 1}, quota={"limit": 10, "period": "MONTH"}
        )["id"]
        self.keys = [self._key(), self._key()]
        self._use(usage)

    def _key(self) -> str:
        key_id = self.apigateway.create_api_key(name="metered")["id"]
        self.apigateway.create_usage_plan_key(usagePlanId=self.plan_id, keyId=key_id, keyType="API_KEY")
        return key_id

    def _use(self, usage: Usage) -> None:
        key, quota = (self.plan_id, self.keys[0]), Quota(10, "MONTH")
        days = [date(2026, 10, 31), date(2026, 11, 1), TODAY]
        for count, day in enumerate(days, start=1):
            usage.today = lambda day=day: day  # type: ignore[misc]  # bound at once
            for _ in range(count):
                usage.take(key, quota)

    def usage(self, **arguments: Any) -> dict[str, Any]:
        period = {"usagePlanId": self.plan_id, "startDate": "2026-10-31", "endDate": "2026-11-03"}
        return dict(self.apigateway.get_usage(**(period | arguments)))

    def update(self, *operations: dict[str, str], **arguments: str) -> dict[str, Any]:
        required: dict[str, Any] = {"usagePlanId": self.plan_id, "keyId": self.keys[0], **arguments}
        return dict(self.apigateway.update_usage(**required, patchOperations=[*operations]))  # type: ignore[list-item]


@pytest.fixture
def metered(aws: LocalConfig) -> Iterator[MeteredGateway]:
    usage = Usage()
    with served(apigateway_api(aws.aws_url, usage)) as url:
        metered = MeteredGateway(client("apigateway", url), usage)
        yield metered
        for key_id in metered.keys:
            metered.apigateway.delete_api_key(apiKey=key_id)
        metered.apigateway.delete_usage_plan(usagePlanId=metered.plan_id)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Expect API Gateway to return this error code."""
    with pytest.raises(ClientError) as raised:
        yield
    assert raised.value.response["Error"]["Code"] == code
    assert raised.value.response["Error"]["Message"]


def test_usage_lists_each_day_with_the_remaining_quota_of_its_month(metered: MeteredGateway) -> None:
    usage_response = metered.usage(keyId=metered.keys[0])

    assert usage_response["items"] == {metered.keys[0]: [[1, 9], [2, 8], [0, 8], [3, 5]]}
    assert (usage_response["usagePlanId"], usage_response["startDate"], usage_response["endDate"]) == (
        metered.plan_id,
        "2026-10-31",
        "2026-11-03",
    )


def test_usage_without_a_key_lists_every_key_of_the_plan_page_by_page(metered: MeteredGateway) -> None:
    one_page = metered.usage()
    pages = list(
        metered.apigateway.get_paginator("get_usage").paginate(
            usagePlanId=metered.plan_id,
            startDate="2026-11-03",
            endDate="2026-11-03",
            PaginationConfig={"PageSize": 1},
        )
    )

    assert one_page["items"].keys() == {*metered.keys}
    assert [page["items"] for page in pages] == [{metered.keys[0]: [[3, 5]]}, {metered.keys[1]: [[0, 10]]}]


def test_usage_omits_future_days(metered: MeteredGateway) -> None:
    usage_response = metered.usage(keyId=metered.keys[0], startDate="2026-11-03", endDate="2026-11-30")

    assert usage_response["items"] == {metered.keys[0]: [[3, 5]]}


def test_the_remaining_quota_can_be_replaced(metered: MeteredGateway) -> None:
    usage_response = metered.update({"op": "replace", "path": "/remaining", "value": "7"})

    assert usage_response["items"] == {metered.keys[0]: [[3, 7]]}
    # The remaining quota of earlier days is unchanged.
    assert metered.usage(keyId=metered.keys[0])["items"] == {metered.keys[0]: [[1, 9], [2, 8], [0, 8], [3, 7]]}


@pytest.mark.parametrize(
    "dates",
    [
        {"startDate": "soon"},
        {"endDate": "2026-11-31"},
        {"startDate": "2026-11-04"},
        {"startDate": "2026-01-01"},
        {"position": "elsewhere"},
        {"position": "9" * 5000},
    ],
)
def test_an_invalid_period_of_usage_is_rejected(metered: MeteredGateway, dates: dict[str, str]) -> None:
    with refused("BadRequestException"):
        metered.usage(**dates)


@pytest.mark.parametrize(
    "operations",
    [
        [],
        [{"op": "add", "path": "/remaining", "value": "7"}],
        [{"op": "replace", "path": "/used", "value": "7"}],
        [{"op": "replace", "path": "/remaining", "value": "-1"}],
        [{"op": "replace", "path": "/remaining", "value": "many"}],
        [{"op": "replace", "path": "/remaining"}],
        [{"op": "replace", "path": "/remaining", "value": "7"}] * 2,
    ],
)
def test_only_the_remaining_quota_can_be_changed(metered: MeteredGateway, operations: list[dict[str, str]]) -> None:
    with refused("BadRequestException"):
        metered.update(*operations)


def test_unknown_plans_and_keys_are_not_found(metered: MeteredGateway) -> None:
    for unknown in ({"usagePlanId": "nothing"}, {"keyId": "nothing"}):
        with refused("NotFoundException"):
            metered.usage(**unknown)
        with refused("NotFoundException"):
            metered.update({"op": "replace", "path": "/remaining", "value": "7"}, **unknown)


def test_a_plan_without_a_quota_has_no_usage(metered: MeteredGateway) -> None:
    plan_id = metered.apigateway.create_usage_plan(name="endless")["id"]

    with refused("BadRequestException"):
        metered.usage(usagePlanId=plan_id)
    metered.apigateway.delete_usage_plan(usagePlanId=plan_id)


def test_a_patch_replaces_limits(metered: MeteredGateway) -> None:
    # When limits are replaced with strings, as patch operations hold them
    values = {"/throttle/rateLimit": "2.5", "/throttle/burstLimit": "4", "/quota/limit": "20", "/name": "5"}
    operations = [{"op": "replace", "path": path, "value": value} for path, value in values.items()]
    plan = metered.apigateway.update_usage_plan(usagePlanId=metered.plan_id, patchOperations=operations)  # type: ignore[arg-type]

    # Then numeric limits are numbers
    assert (plan["name"], plan["throttle"]) == ("5", {"rateLimit": 2.5, "burstLimit": 4})
    assert Plan.of(plan).quota == Quota(20, "MONTH")


@pytest.mark.parametrize(
    ("path", "value"), [("/throttle/rateLimit", "fast"), ("/quota/limit", "1.5"), ("/apiStages", "partner:local")]
)
def test_an_unsupported_patch_is_rejected(metered: MeteredGateway, path: str, value: str) -> None:
    with refused("BadRequestException"):
        metered.apigateway.update_usage_plan(
            usagePlanId=metered.plan_id, patchOperations=[{"op": "replace", "path": path, "value": value}]
        )


def test_a_body_that_is_not_json_is_rejected(aws: LocalConfig) -> None:
    with served(apigateway_api(aws.aws_url, Usage())) as url:
        for body in (b"{", b"[]", b'{"patchOperations": [5]}', b'{"patchOperations": 5}'):
            response = httpx.patch(f"{url}/apikeys/key", content=body)
            assert (response.status_code, response.headers["x-amzn-errortype"]) == (400, "BadRequestException")


def test_an_embedded_aws_that_has_ended_is_reported() -> None:
    with served(apigateway_api("http://127.0.0.1:9", Usage())) as url:
        for path in ("/apikeys", "/usageplans/plan/usage?startDate=2026-11-01&endDate=2026-11-01"):
            response = httpx.get(url + path)
            assert (response.status_code, response.headers["x-amzn-errortype"]) == (503, "ServiceUnavailableException")


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
@pytest.mark.parametrize(
    "header",
    [
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"oRiGiN": "null"},
        {"Host": "evil.example:80"},
    ],
    ids=str,
)
def test_a_web_page_can_neither_create_nor_read_keys(shop: RunningShop, method: str, header: dict[str, str]) -> None:
    url = f"{shop.config.url}{API_GATEWAY_PATH}/apikeys?includeValues=true"
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=local/20261122/us-east-1/apigateway/aws4_request"}

    assert httpx.request(method, url, headers=header | signed).status_code == 403
    assert httpx.get(url, headers=signed).json()["item"]


@pytest.mark.parametrize("path", ["/", "/_ministack/health", "/ecommerce-local-assets", "/apikeys?Action=ListQueues"])
def test_other_services_are_not_reachable_here(shop: RunningShop, path: str) -> None:
    assert httpx.get(f"{shop.config.url}{API_GATEWAY_PATH}{path}", timeout=300).status_code in {400, 404}


@pytest.mark.parametrize("path", ["/_local/mailbox", "/docs", f"{API_GATEWAY_PATH}/apikeys", "/_local/lambda"])
def test_dns_rebinding_reveals_nothing(shop: RunningShop, path: str) -> None:
    for url in (shop.config.url + path, f"{shop.config.aws_url}/apikeys?includeValues=true"):
        response = httpx.get(url, headers={"Host": "evil.example:8080"}, timeout=300)

        assert response.status_code == 403
        assert "local-premium" not in response.text
