"""Partner keys of a running shop, on usage plans that the test creates."""

from dataclasses import dataclass

import httpx
from mypy_boto3_apigateway import APIGatewayClient

from handlers.domain.ids import new_id
from local.aws.clients import client
from local.config import API_GATEWAY_PATH, STAGE, LocalConfig
from local.gateway.request import PARTNER


@dataclass(frozen=True, slots=True)
class Partner:
    apigateway: APIGatewayClient
    base_url: str
    plan_id: str
    key_id: str
    value: str

    @property
    def key(self) -> dict[str, str]:
        return {"X-Api-Key": self.value}

    def get(self, path: str = "/health") -> httpx.Response:
        return httpx.get(self.base_url + path, headers=self.key, timeout=300)


def control(config: LocalConfig) -> APIGatewayClient:
    apigateway: APIGatewayClient = client("apigateway", f"{config.url}{API_GATEWAY_PATH}")
    return apigateway


def new_partner(
    config: LocalConfig, *, rate: float = 1000, burst: int = 1000, quota: int = 1000, plan_id: str = ""
) -> Partner:
    """Return a partner with a new key for the partner server, on a new plan unless one is given."""
    apigateway = control(config)
    plan_id = (
        plan_id
        or apigateway.create_usage_plan(
            name=new_id(),
            apiStages=[{"apiId": PARTNER.api_id, "stage": STAGE}],
            throttle={"rateLimit": rate, "burstLimit": burst},
            quota={"limit": quota, "period": "MONTH"},
        )["id"]
    )
    made = apigateway.create_api_key(name=new_id(), enabled=True)
    apigateway.create_usage_plan_key(usagePlanId=plan_id, keyId=made["id"], keyType="API_KEY")
    return Partner(apigateway, f"{config.url}{PARTNER.base_path}", plan_id, made["id"], made["value"])
