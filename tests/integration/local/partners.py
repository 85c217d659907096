"""Partner keys of a running shop, on usage plans that the test creates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from handlers.domain.ids import new_id
from local.aws.clients import client
from local.config import API_GATEWAY_PATH, STAGE, LocalConfig
from local.gateway.request import PARTNER

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner with an API key."""

    apigateway: APIGatewayClient
    base_url: str
    plan_id: str
    key_id: str
    value: str

    @property
    def key(self) -> dict[str, str]:
        """The header that holds the key."""
        return {"X-Api-Key": self.value}

    def get(self, path: str = "/health") -> httpx.Response:
        """Send a GET request."""
        return httpx.get(self.base_url + path, headers=self.key, timeout=300)

    def get_repeatedly(self, times: int) -> list[int]:
        """Send several GET requests and return their statuses."""
        return [self.get().status_code for _ in range(times)]

    def change_plan(self, **limits: str) -> None:
        """Replace limits of the plan, such as ``throttle_rateLimit``."""
        self.apigateway.update_usage_plan(
            usagePlanId=self.plan_id,
            patchOperations=[
                {"op": "replace", "path": f"/{name.replace('_', '/')}", "value": value}
                for name, value in limits.items()
            ],
        )

    def usage(self, day: str) -> list[int]:
        """Return the used and the remaining requests of a day."""
        answer = self.apigateway.get_usage(usagePlanId=self.plan_id, keyId=self.key_id, startDate=day, endDate=day)
        (daily,) = answer["items"][self.key_id]
        return list(daily)

    def with_another_key(self) -> Partner:
        """Return another partner on the same plan."""
        return _with_key(self.apigateway, self.base_url, self.plan_id)


def control(config: LocalConfig) -> APIGatewayClient:
    """Return a client of the shop's API Gateway."""
    apigateway: APIGatewayClient = client("apigateway", f"{config.url}{API_GATEWAY_PATH}")
    return apigateway


def new_partner(config: LocalConfig, *, rate: float = 1000, burst: int = 1000, quota: int = 1000) -> Partner:
    """Return a partner with a key on a new plan for the partner server."""
    apigateway = control(config)
    plan = apigateway.create_usage_plan(
        name=new_id(),
        apiStages=[{"apiId": PARTNER.api_id, "stage": STAGE}],
        throttle={"rateLimit": rate, "burstLimit": burst},
        quota={"limit": quota, "period": "MONTH"},
    )
    return _with_key(apigateway, f"{config.url}{PARTNER.base_path}", plan["id"])


def _with_key(apigateway: APIGatewayClient, base_url: str, plan_id: str) -> Partner:
    made = apigateway.create_api_key(name=new_id(), enabled=True)
    apigateway.create_usage_plan_key(usagePlanId=plan_id, keyId=made["id"], keyType="API_KEY")
    return Partner(apigateway, base_url, plan_id, made["id"], made["value"])
