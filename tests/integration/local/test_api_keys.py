"""The partner server requires an API key and enforces the limits of its usage plan."""

from __future__ import annotations

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest

from generated.operations import OPERATIONS
from handlers.domain.clock import now
from local.aws.clients import client
from local.config import ENVIRONMENT
from local.gateway.metering import ApiKey, ApiKeys, Metering, digest
from local.gateway.partner_keys import PartnerKeys
from local.gateway.usage import Usage
from local.gateway.usage_plans import Plan
from local.sample_shop import KEYS
from tests.harness import RunningShop, eventually, is_problem, new_config, running_shop
from tests.integration.local.partners import Partner, control, new_partner
from tests.integration.local.substitutes import FakeAuthorizer, serve_gateway

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_apigateway.type_defs import PatchOperationTypeDef


def get_repeatedly(partner: Partner, times: int) -> list[int]:
    """Send several GET requests and return their statuses."""
    return [partner.get().status_code for _ in range(times)]


def change_plan(partner: Partner, **limits: str) -> None:
    """Replace limits of the plan, such as ``throttle_rateLimit``."""
    patches: list[PatchOperationTypeDef] = [
        {"op": "replace", "path": f"/{name.replace('_', '/')}", "value": value} for name, value in limits.items()
    ]
    partner.apigateway.update_usage_plan(usagePlanId=partner.plan_id, patchOperations=patches)


def usage_today(partner: Partner) -> list[int]:
    """Return the used and the remaining requests of the day."""
    today = now().date().isoformat()
    usage = partner.apigateway.get_usage(
        usagePlanId=partner.plan_id, keyId=partner.key_id, startDate=today, endDate=today
    )
    (daily,) = usage["items"][partner.key_id]
    return list(daily)


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_every_operation_of_the_partner_server_requires_a_key(shop: RunningShop, operation_id: str) -> None:
    operation = OPERATIONS[operation_id]
    path = operation.path.replace("{", "").replace("}", "")

    partner, storefront = (httpx.request(operation.method, base + path) for base in (shop.partner, shop.storefront))

    # A missing token is reported before a missing key.
    if storefront.status_code == 401:
        is_problem(partner, 401, "unauthorized")
    else:
        is_problem(partner, 403, "invalid-api-key")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Api-Key": ""},
        {"X-Api-Key": "no key"},
        {"X-Api-Key": KEYS["free"].upper()},
        {"X-Api-Key": f"{KEYS['free']}, {KEYS['free']}"},
        {"X-Api-Key": "é" * 20},
        {"X-Api-Key": "x" * 10_000},
        {"Api-Key": KEYS["free"]},
    ],
)
def test_an_invalid_key_is_rejected(shop: RunningShop, headers: dict[str, str]) -> None:
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]

    is_problem(httpx.get(f"{shop.partner}/health", headers=sent), 403, "invalid-api-key")


@pytest.mark.parametrize("plan", KEYS)
def test_sample_keys_open_the_partner_server(shop: RunningShop, plan: str) -> None:
    assert httpx.get(f"{shop.partner}/health", headers={"x-api-key": KEYS[plan]}).status_code == 200


def test_a_key_works_once_created_and_ends_soon_after_it_is_revoked(shop: RunningShop) -> None:
    partner = new_partner(shop.config)
    assert partner.get().status_code == 200

    partner.apigateway.delete_api_key(apiKey=partner.key_id)

    eventually(lambda: partner.get().status_code == 403)
    is_problem(partner.get(), 403, "invalid-api-key")
    assert partner.apigateway.get_usage_plan_keys(usagePlanId=partner.plan_id)["items"] == []


def test_a_disabled_key_is_rejected_until_it_is_enabled_again(shop: RunningShop) -> None:
    partner = new_partner(shop.config)

    for is_enabled, status in (("false", 403), ("true", 200)):
        changed = partner.apigateway.update_api_key(
            apiKey=partner.key_id, patchOperations=[{"op": "replace", "path": "/enabled", "value": is_enabled}]
        )
        assert changed["enabled"] is (is_enabled == "true")
        eventually(lambda status=status: partner.get().status_code == status)  # type: ignore[misc]  # bound at once


def test_a_key_without_a_plan_is_rejected(shop: RunningShop) -> None:
    partner = new_partner(shop.config)
    partner.apigateway.delete_usage_plan_key(usagePlanId=partner.plan_id, keyId=partner.key_id)

    is_problem(partner.get(), 403, "invalid-api-key")


def test_a_key_whose_plan_is_for_another_api_is_rejected(shop: RunningShop) -> None:
    apigateway = control(shop.config)
    made = apigateway.create_api_key(name="elsewhere", enabled=True)
    plan = apigateway.create_usage_plan(name="elsewhere", apiStages=[{"apiId": "storefront", "stage": "local"}])
    apigateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=made["id"], keyType="API_KEY")

    is_problem(httpx.get(f"{shop.partner}/health", headers={"X-Api-Key": made["value"]}), 403, "invalid-api-key")


def test_a_plan_without_limits_admits_and_counts_every_request(shop: RunningShop) -> None:
    partner = new_partner(shop.config)
    for limit in ("/throttle", "/quota"):
        partner.apigateway.update_usage_plan(
            usagePlanId=partner.plan_id, patchOperations=[{"op": "remove", "path": limit}]
        )

    assert get_repeatedly(partner, 3) == [200] * 3


def test_a_request_over_the_rate_limit_may_be_retried_after_a_second(shop: RunningShop) -> None:
    # Given a plan whose bucket holds two tokens and practically never refills
    partner = new_partner(shop.config)
    change_plan(partner, throttle_rateLimit="0.001", throttle_burstLimit="2")

    # When three requests are sent
    statuses, refused = get_repeatedly(partner, 2), partner.get()

    # Then the third is rejected
    assert statuses == [200, 200]
    is_problem(refused, 429, "too-many-requests")
    assert refused.headers["retry-after"] == "1"
    # And later requests are admitted again, as the plan allows
    change_plan(partner, throttle_rateLimit="1000")
    eventually(lambda: partner.get().status_code == 200)


def test_a_request_over_the_quota_may_be_retried_after_an_hour_until_the_quota_is_raised(shop: RunningShop) -> None:
    # Given an exhausted quota of two
    partner = new_partner(shop.config, quota=2)
    assert get_repeatedly(partner, 2) == [200, 200]

    refused = partner.get()

    is_problem(refused, 429, "quota-exceeded")
    assert refused.headers["retry-after"] == "3600"
    # When the quota is raised by three
    updated = partner.apigateway.update_usage(
        usagePlanId=partner.plan_id,
        keyId=partner.key_id,
        patchOperations=[{"op": "replace", "path": "/remaining", "value": "3"}],
    )
    # Then three more are admitted, and the rejected ones didn't count
    assert updated["items"] == {partner.key_id: [[2, 3]]}
    assert get_repeatedly(partner, 4) == [200, 200, 200, 429]
    assert usage_today(partner) == [5, 0]


def test_throttled_requests_do_not_use_the_quota(shop: RunningShop) -> None:
    partner = new_partner(shop.config, rate=0.001, burst=1, quota=10)

    assert get_repeatedly(partner, 5) == [200, 429, 429, 429, 429]
    assert usage_today(partner) == [1, 9]


def test_keys_of_one_plan_share_nothing(shop: RunningShop) -> None:
    one = new_partner(shop.config, rate=0.001, burst=1, quota=1)
    other = new_partner(shop.config, plan_id=one.plan_id)

    assert get_repeatedly(one, 2) == [200, 429]
    assert get_repeatedly(other, 2) == [200, 429]


def test_token_comes_before_key_and_key_before_plan_and_plan_before_the_rest(
    shop: RunningShop, customer: httpx.Client
) -> None:
    # Given three kinds of keys, and a request with every kind of error
    exhausted, good = new_partner(shop.config, burst=0), new_partner(shop.config)
    url, signed_in = f"{shop.partner}/orders", {"Authorization": customer.headers["Authorization"]}

    def response(*headers: dict[str, str]) -> httpx.Response:
        sent = {name: value for each in headers for name, value in each.items()}
        return httpx.post(url, content=b"{", headers=sent | {"Content-Type": "application/json"})

    # When its errors are fixed one after the other, then each response reports the next one
    is_problem(response(exhausted.key), 401, "unauthorized")
    is_problem(response(signed_in), 403, "invalid-api-key")
    is_problem(response(signed_in, exhausted.key), 429, "too-many-requests")
    is_problem(response(signed_in, good.key), 400, "validation-failed")


def test_a_forbidden_operation_is_reported_before_the_key() -> None:
    with serve_gateway(authorize_request=FakeAuthorizer("Deny")) as client_of_gateway:
        url = str(client_of_gateway.base_url.copy_with(path="/partner/v1/auth/me"))

        is_problem(client_of_gateway.get(url, headers={"Authorization": "Bearer token"}), 403, "forbidden")


def test_a_request_that_breaks_the_contract_counts_as_well(shop: RunningShop) -> None:
    partner = new_partner(shop.config, quota=2)

    assert [partner.get("/products?limit=0").status_code for _ in range(3)] == [400, 400, 429]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("OPTIONS", "/health", 204), ("PATCH", "/health", 405), ("GET", "/nothing", 404), ("OPTIONS", "/nothing", 404)],
)
def test_unknown_routes_need_no_key_and_use_no_quota(shop: RunningShop, method: str, path: str, status: int) -> None:
    exhausted = new_partner(shop.config, burst=0)

    for headers in ({}, {"X-Api-Key": "no key"}, exhausted.key):
        assert httpx.request(method, shop.partner + path, headers=headers).status_code == status


def test_the_storefront_ignores_keys(shop: RunningShop) -> None:
    exhausted = new_partner(shop.config, burst=0)

    for headers in ({}, {"X-Api-Key": "no key"}, exhausted.key):
        assert httpx.get(f"{shop.storefront}/health", headers=headers).status_code == 200
    assert usage_today(exhausted) == [0, 1000]


def test_functions_receive_the_key_on_the_partner_server_alone() -> None:
    keys = {digest("ada's key"): ApiKey("key-1", Plan("plan-1", None, None))}
    with serve_gateway(metering=Metering(ApiKeys(lambda: keys), Usage())) as client_of_gateway:
        responses = [
            client_of_gateway.get(
                str(client_of_gateway.base_url.copy_with(path=f"{base}/health")), headers={"X-Api-Key": "ada's key"}
            ).json()
            for base in ("/v1", "/partner/v1")
        ]

    storefront, partner = (response["event"]["requestContext"]["identity"] for response in responses)
    assert "apiKey" not in storefront
    assert (partner["apiKey"], partner["apiKeyId"]) == ("ada's key", "key-1")


def test_concurrent_requests_never_exceed_the_quota(shop: RunningShop) -> None:
    partner = new_partner(shop.config, quota=25)

    statuses = _at_once(partner, 100)

    assert (statuses.count(200), statuses.count(429)) == (25, 75)
    assert usage_today(partner) == [25, 0]


def test_concurrent_requests_never_exceed_the_burst(shop: RunningShop) -> None:
    # Given a bucket that practically never refills
    partner = new_partner(shop.config, rate=0.001, burst=30)

    statuses = _at_once(partner, 100)

    assert (statuses.count(200), statuses.count(429)) == (30, 70)


def test_concurrent_requests_never_exceed_the_refill_of_the_bucket(shop: RunningShop) -> None:
    partner = new_partner(shop.config, rate=50, burst=20)

    began_at = time.monotonic()
    statuses = _at_once(partner, 200)
    took = time.monotonic() - began_at

    assert 20 <= statuses.count(200) <= 20 + 50 * took
    assert set(statuses) == {200, 429}


def _at_once(partner: Partner, count: int) -> list[int]:
    with httpx.Client(headers=partner.key, timeout=300) as http, ThreadPoolExecutor(20) as pool:
        return list(pool.map(lambda _: http.get(f"{partner.base_url}/health").status_code, range(count)))


def test_counts_and_plans_outlive_a_restart_and_a_kill(tmp_path: Path) -> None:
    # Given two keys, one of which has used part of its quota
    place = new_config(tmp_path)
    with running_shop(place) as shop:
        partner = new_partner(place, quota=5)
        assert get_repeatedly(partner, 3) == [200] * 3
        shop.end(signal.SIGTERM)

    # When the shop is restarted, and killed a while after more requests
    with running_shop(place) as shop:
        assert usage_today(partner) == [3, 2]
        assert get_repeatedly(partner, 1) == [200]
        eventually(lambda: partner.key_id in place.usage.read_text() and "[4, 0]" in place.usage.read_text())
        shop.end(signal.SIGKILL)

    # Then all requests still count
    with running_shop(place):
        assert get_repeatedly(partner, 2) == [200, 429]
        assert usage_today(partner) == [5, 0]


def test_an_older_shop_gets_sample_keys_and_deleted_ones_stay_deleted(tmp_path: Path) -> None:
    # Given the data of a shop without API keys
    place = new_config(tmp_path)
    with running_shop(place):
        pass
    (tmp_path / "aws" / "state" / "apigateway_v1.json").unlink()

    # When it is restarted, then it has the sample keys
    with running_shop(place) as shop:
        keys = PartnerKeys(control(place), ENVIRONMENT)
        # (both created in the same second, API Gateway's resolution, so their order is undefined)
        assert {key.plan for key in keys.listed()} == {"free", "premium"}
        assert httpx.get(f"{shop.partner}/health", headers={"X-Api-Key": KEYS["premium"]}).status_code == 200
        keys.revoke(keys.find("Sample, free plan"))

    # And a deleted key isn't created again
    with running_shop(place) as shop:
        assert [key.plan for key in PartnerKeys(control(place), ENVIRONMENT).listed()] == ["premium"]
        is_problem(httpx.get(f"{shop.partner}/health", headers={"X-Api-Key": KEYS["free"]}), 403, "invalid-api-key")


def test_an_embedded_aws_that_does_not_respond_is_an_internal_error() -> None:
    def failing() -> dict[bytes, ApiKey]:
        client("apigateway", "http://127.0.0.1:9").get_api_keys()
        return {}

    with serve_gateway(metering=Metering(ApiKeys(failing), Usage())) as client_of_gateway:
        response = client_of_gateway.get(
            str(client_of_gateway.base_url.copy_with(path="/partner/v1/health")), headers={"X-Api-Key": "a key"}
        )

    is_problem(response, 500, "internal-error")
