"""The partners' usage plans: what each allows, and which a shop has, as Terraform makes them of a deployed one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.config import ENVIRONMENT, ROOT
from local.gateway.authorizer import STAGE
from local.gateway.routing import PARTNER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_apigateway.type_defs import UsagePlanResponseTypeDef, UsagePlanTypeDef

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Throttle:
    """How fast requests may come: so many a second in the long run, and so many at once."""

    rate: float
    burst: int


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests may come in a period: ``DAY``, ``WEEK`` or ``MONTH``."""

    limit: int
    period: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How much a key on a usage plan may ask for; a limit that is None is none."""

    plan_id: str
    throttle: Throttle | None
    quota: Quota | None

    @classmethod
    def of(cls, written: UsagePlanTypeDef | UsagePlanResponseTypeDef) -> Plan:
        """Return a plan as API Gateway tells it."""
        throttle, quota = written.get("throttle"), written.get("quota")
        return cls(
            written["id"],
            Throttle(float(throttle["rateLimit"]), int(throttle["burstLimit"])) if throttle else None,
            Quota(int(quota["limit"]), quota["period"]) if quota else None,
        )


def plans() -> dict[str, Mapping[str, Any]]:
    """Return ``terraform/usage_plans.json``: the throttle and quota of each plan, as API Gateway's API writes them."""
    read: dict[str, Mapping[str, Any]] = json.loads((ROOT / "terraform" / "usage_plans.json").read_text())
    return read


def plan_name(plan: str, *, stage: str = ENVIRONMENT) -> str:
    """Return what a plan of ``terraform/usage_plans.json`` is called in AWS."""
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
    """Make the plans that aren't there yet; those that are stay as they are."""
    there = {plan["name"] for plan in usage_plans(apigateway)}
    for plan, limits in plans().items():
        if plan_name(plan) not in there:
            apigateway.create_usage_plan(
                name=plan_name(plan),
                apiStages=[{"apiId": PARTNER.api_id, "stage": STAGE}],
                throttle=limits["throttle"],
                quota=limits["quota"],
            )
