"""The partners' usage plans, which Terraform creates for a deployed stage and this module for a local shop."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.config import ENVIRONMENT, ROOT, STAGE
from local.gateway.request import PARTNER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_apigateway.type_defs import UsagePlanResponseTypeDef, UsagePlanTypeDef

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Throttle:
    """A rate in requests per second, and a burst."""

    rate: float
    burst: int


@dataclass(frozen=True, slots=True)
class Quota:
    """A number of requests per period: ``DAY``, ``WEEK`` or ``MONTH``."""

    limit: int
    period: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The limits of a usage plan; None means unlimited."""

    plan_id: str
    throttle: Throttle | None
    quota: Quota | None

    @classmethod
    def of(cls, plan: UsagePlanTypeDef | UsagePlanResponseTypeDef) -> Plan:
        """Return the plan of an API Gateway response."""
        throttle, quota = plan.get("throttle"), plan.get("quota")
        return cls(
            plan["id"],
            Throttle(float(throttle["rateLimit"]), int(throttle["burstLimit"])) if throttle else None,
            Quota(int(quota["limit"]), quota["period"]) if quota else None,
        )


def plans() -> dict[str, Mapping[str, Any]]:
    """Return ``terraform/usage_plans.json``: each plan's throttle and quota in the form of API Gateway's API."""
    read: dict[str, Mapping[str, Any]] = json.loads((ROOT / "terraform" / "usage_plans.json").read_text())
    return read


def plan_name(plan: str, *, stage: str = ENVIRONMENT) -> str:
    """Return the AWS name of a plan of ``terraform/usage_plans.json``."""
    return f"ecommerce-{stage}-{plan}"


def usage_plans(apigateway: APIGatewayClient) -> Iterator[UsagePlanTypeDef]:
    """Yield every usage plan of the account."""
    for page in apigateway.get_paginator("get_usage_plans").paginate(PaginationConfig={"PageSize": _PAGE}):
        yield from page["items"]


def key_ids(apigateway: APIGatewayClient, plan_id: str) -> Iterator[str]:
    """Yield the id of every key on a usage plan."""
    pages = apigateway.get_paginator("get_usage_plan_keys")
    for page in pages.paginate(usagePlanId=plan_id, PaginationConfig={"PageSize": _PAGE}):
        for key in page["items"]:
            yield key["id"]


def provision_usage_plans(apigateway: APIGatewayClient) -> None:
    """Create the plans that don't exist yet; existing ones stay as they are."""
    existing = {plan["name"] for plan in usage_plans(apigateway)}
    for plan, limits in plans().items():
        if plan_name(plan) not in existing:
            apigateway.create_usage_plan(
                name=plan_name(plan),
                apiStages=[{"apiId": PARTNER.api_id, "stage": STAGE}],
                throttle=limits["throttle"],
                quota=limits["quota"],
            )
