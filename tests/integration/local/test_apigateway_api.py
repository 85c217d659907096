"""API Gateway's API of a local shop: what was used is told by the gateway, all else by the embedded AWS."""

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


class Asked:
    """An API Gateway with a plan, a key on it that has used something, and one that has not."""

    def __init__(self, apigateway: APIGatewayClient, usage: Usage) -> None:
        self.apigateway = apigateway
        self.plan_id = apigateway.create_usage_plan(
            name="asked", throttle={"rateLimit": 1, "burstLimit": 1}, quota={"limit": 10, "period": "MONTH"}
        )["id"]
        self.keys = [self._key(), self._key()]
        self._use(usage)

    def _key(self) -> str:
        key_id = self.apigateway.create_api_key(name="asked")["id"]
        self.apigateway.create_usage_plan_key(usagePlanId=self.plan_id, keyId=key_id, keyType="API_KEY")
        return key_id

    def _use(self, usage: Usage) -> None:
        key, quota = (self.plan_id, self.keys[0]), Quota(10, "MONTH")
        days = [date(2026, 10, 31), date(2026, 11, 1), TODAY]
        for count, day in enumerate(days, start=1):
            usage.today = lambda day=day: day  # type: ignore[misc]  # bound at once
            for _ in range(count):
                usage.take(key, quota)

    def usage(self, **asked: Any) -> dict[str, Any]:
        wanted = {"usagePlanId": self.plan_id, "startDate": "2026-10-31", "endDate": "2026-11-03"}
        return dict(self.apigateway.get_usage(**(wanted | asked)))

    def update(self, *operations: dict[str, str], **asked: str) -> dict[str, Any]:
        wanted: dict[str, Any] = {"usagePlanId": self.plan_id, "keyId": self.keys[0], **asked}
        return dict(self.apigateway.update_usage(**wanted, patchOperations=[*operations]))  # type: ignore[list-item]


@pytest.fixture
def asked(aws: LocalConfig) -> Iterator[Asked]:
    usage = Usage()
    with served(apigateway_api(aws.aws_url, usage)) as url:
        asked = Asked(client("apigateway", url), usage)
        yield asked
        for key_id in asked.keys:
            asked.apigateway.delete_api_key(apiKey=key_id)
        asked.apigateway.delete_usage_plan(usagePlanId=asked.plan_id)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Look that API Gateway refuses something."""
    with pytest.raises(ClientError) as raised:
        yield
    assert raised.value.response["Error"]["Code"] == code
    assert raised.value.response["Error"]["Message"]


def test_use_is_told_by_the_day_and_what_was_left_in_its_month(asked: Asked) -> None:
    told = asked.usage(keyId=asked.keys[0])

    assert told["items"] == {asked.keys[0]: [[1, 9], [2, 8], [0, 8], [3, 5]]}
    assert (told["usagePlanId"], told["startDate"], told["endDate"]) == (asked.plan_id, "2026-10-31", "2026-11-03")


def test_every_key_of_a_plan_is_told_if_none_is_named_page_by_page(asked: Asked) -> None:
    one_page = asked.usage()
    pages = list(
        asked.apigateway.get_paginator("get_usage").paginate(
            usagePlanId=asked.plan_id,
            startDate="2026-11-03",
            endDate="2026-11-03",
            PaginationConfig={"PageSize": 1},
        )
    )

    assert one_page["items"].keys() == {*asked.keys}
    assert [page["items"] for page in pages] == [{asked.keys[0]: [[3, 5]]}, {asked.keys[1]: [[0, 10]]}]


def test_days_to_come_are_not_told(asked: Asked) -> None:
    told = asked.usage(keyId=asked.keys[0], startDate="2026-11-03", endDate="2026-11-30")

    assert told["items"] == {asked.keys[0]: [[3, 5]]}


def test_what_is_left_can_be_replaced(asked: Asked) -> None:
    told = asked.update({"op": "replace", "path": "/remaining", "value": "7"})

    assert told["items"] == {asked.keys[0]: [[3, 7]]}
    # What was left on a day before stays as it was.
    assert asked.usage(keyId=asked.keys[0])["items"] == {asked.keys[0]: [[1, 9], [2, 8], [0, 8], [3, 7]]}


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
def test_what_cant_be_read_of_use_is_refused(asked: Asked, dates: dict[str, str]) -> None:
    with refused("BadRequestException"):
        asked.usage(**dates)


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
def test_nothing_else_of_use_can_be_changed(asked: Asked, operations: list[dict[str, str]]) -> None:
    with refused("BadRequestException"):
        asked.update(*operations)


def test_unknown_plans_and_keys_are_not_found(asked: Asked) -> None:
    for unknown in ({"usagePlanId": "nothing"}, {"keyId": "nothing"}):
        with refused("NotFoundException"):
            asked.usage(**unknown)
        with refused("NotFoundException"):
            asked.update({"op": "replace", "path": "/remaining", "value": "7"}, **unknown)


def test_a_plan_without_a_quota_has_no_use_to_tell(asked: Asked) -> None:
    plan_id = asked.apigateway.create_usage_plan(name="endless")["id"]

    with refused("BadRequestException"):
        asked.usage(usagePlanId=plan_id)
    asked.apigateway.delete_usage_plan(usagePlanId=plan_id)


def test_a_patch_means_what_it_says(asked: Asked) -> None:
    # When limits are replaced by texts, as patches hold them
    values = {"/throttle/rateLimit": "2.5", "/throttle/burstLimit": "4", "/quota/limit": "20", "/name": "5"}
    operations = [{"op": "replace", "path": path, "value": value} for path, value in values.items()]
    plan = asked.apigateway.update_usage_plan(usagePlanId=asked.plan_id, patchOperations=operations)  # type: ignore[arg-type]

    # Then they are numbers where they stand for numbers
    assert (plan["name"], plan["throttle"]) == ("5", {"rateLimit": 2.5, "burstLimit": 4})
    assert Plan.of(plan).quota == Quota(20, "MONTH")


@pytest.mark.parametrize(
    ("path", "value"), [("/throttle/rateLimit", "fast"), ("/quota/limit", "1.5"), ("/apiStages", "partner:local")]
)
def test_a_patch_that_means_nothing_here_is_refused(asked: Asked, path: str, value: str) -> None:
    with refused("BadRequestException"):
        asked.apigateway.update_usage_plan(
            usagePlanId=asked.plan_id, patchOperations=[{"op": "replace", "path": path, "value": value}]
        )


def test_a_body_that_is_no_json_is_refused(aws: LocalConfig) -> None:
    with served(apigateway_api(aws.aws_url, Usage())) as url:
        for body in (b"{", b"[]", b'{"patchOperations": [5]}', b'{"patchOperations": 5}'):
            answer = httpx.patch(f"{url}/apikeys/key", content=body)
            assert (answer.status_code, answer.headers["x-amzn-errortype"]) == (400, "BadRequestException")


def test_an_embedded_aws_that_is_gone_is_told_so() -> None:
    with served(apigateway_api("http://127.0.0.1:9", Usage())) as url:
        for path in ("/apikeys", "/usageplans/plan/usage?startDate=2026-11-01&endDate=2026-11-01"):
            answer = httpx.get(url + path)
            assert (answer.status_code, answer.headers["x-amzn-errortype"]) == (503, "ServiceUnavailableException")


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
def test_web_page_can_make_and_see_no_keys(shop: RunningShop, method: str, header: dict[str, str]) -> None:
    url = f"{shop.config.url}{API_GATEWAY_PATH}/apikeys?includeValues=true"
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=local/20261122/us-east-1/apigateway/aws4_request"}

    assert httpx.request(method, url, headers=header | signed).status_code == 403
    assert httpx.get(url, headers=signed).json()["item"]


@pytest.mark.parametrize("path", ["/", "/_ministack/health", "/ecommerce-local-assets", "/apikeys?Action=ListQueues"])
def test_other_services_are_not_reached_here(shop: RunningShop, path: str) -> None:
    assert httpx.get(f"{shop.config.url}{API_GATEWAY_PATH}{path}", timeout=300).status_code in {400, 404}


@pytest.mark.parametrize("path", ["/_local/mailbox", "/docs", f"{API_GATEWAY_PATH}/apikeys", "/_local/lambda"])
def test_a_page_that_was_led_here_by_its_name_sees_nothing(shop: RunningShop, path: str) -> None:
    for url in (shop.config.url + path, f"{shop.config.aws_url}/apikeys?includeValues=true"):
        answer = httpx.get(url, headers={"Host": "evil.example:8080"}, timeout=300)

        assert answer.status_code == 403
        assert "local-premium" not in answer.text
