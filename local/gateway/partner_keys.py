"""The partner keys of a stage, through API Gateway's own API."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from handlers.domain.clock import now
from local.config import CannotRun
from local.gateway.usage_plans import key_ids, plan_name, plans, usage_plans

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from mypy_boto3_apigateway import APIGatewayClient

_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerKey:
    """A key of a stage, without its value.

    Parameters
    ----------
    plan : str or None
        Its plan; without one, it is rejected.
    """

    key_id: str
    name: str
    plan: str | None
    is_enabled: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MonthOfUsage:
    """A key's usage on each day of this month, and the rest of its quota."""

    used: Mapping[date, int]
    left: int


@dataclass(frozen=True, slots=True)
class PartnerKeys:
    """The partner keys of a stage; the account's other keys are neither listed nor changed."""

    apigateway: APIGatewayClient
    stage: str

    def create(self, name: str, plan: str, *, value: str | None = None) -> tuple[str, str]:
        """Create a key on a plan; if the plan fails, no key is left.

        Parameters
        ----------
        name : str
            The partner's name.
        plan : str
            A plan of ``terraform/usage_plans.json``.
        value : str, optional
            The key; API Gateway generates one by default.

        Returns
        -------
        tuple of str
            The key's id and the key.

        Raises
        ------
        CannotRun
            If the stage has no such plan.
        """
        plan_id = self._plan_ids().get(plan)
        if plan_id is None:
            name_in_aws = plan_name(plan, stage=self.stage)
            raise CannotRun(f"The stage {self.stage} has no usage plan {name_in_aws}: deploy it first.")
        own: dict[str, Any] = {} if value is None else {"value": value}
        created = self.apigateway.create_api_key(name=name, enabled=True, tags=self._tags, **own)
        with ExitStack() as cleanup:
            cleanup.callback(self.apigateway.delete_api_key, apiKey=created["id"])
            self.apigateway.create_usage_plan_key(usagePlanId=plan_id, keyId=created["id"], keyType="API_KEY")
            cleanup.pop_all()
        return created["id"], created["value"]

    def listed(self) -> list[PartnerKey]:
        """Return every key of the stage, oldest first; keys of the same second are in no order."""
        return sorted(self._keys(), key=lambda key: (key.created_at, key.key_id))

    def find(self, id_or_name: str) -> PartnerKey:
        """Return the key with an id, or with a name that is unique.

        Raises
        ------
        CannotRun
            If there is none, or several have the name.
        """
        keys = self.listed()
        found = [key for key in keys if key.key_id == id_or_name] or [key for key in keys if key.name == id_or_name]
        match found:
            case [key]:
                return key
            case []:
                raise CannotRun(
                    f"The stage {self.stage} has no key of that id or name: see `bin/shop partner-key list`."
                )
        ids = ", ".join(key.key_id for key in found)
        raise CannotRun(f"Several keys have that name: pass one of their ids, {ids}.")

    def revoke(self, key: PartnerKey) -> None:
        """Delete a key."""
        self.apigateway.delete_api_key(apiKey=key.key_id)

    def usage_of(self, key: PartnerKey) -> MonthOfUsage:
        """Return a key's usage this month.

        Raises
        ------
        CannotRun
            If it has no plan.
        """
        if key.plan is None:
            raise CannotRun(f"The key {key.key_id} has no usage plan, so it has no usage.")
        today = now().date()
        days = [today.replace(day=day) for day in range(1, today.day + 1)]
        usage = self._usage(self._plan_ids()[key.plan], key.key_id, days[0], today)
        # API Gateway may return nothing for an unused key.
        left = usage[-1][1] if usage else int(plans()[key.plan]["quota"]["limit"])
        return MonthOfUsage(dict(zip(days, [used for used, _ in usage], strict=False)), left)

    def _usage(self, plan_id: str, key_id: str, start: date, end: date) -> Sequence[Sequence[int]]:
        usage = self.apigateway.get_usage(
            usagePlanId=plan_id, keyId=key_id, startDate=start.isoformat(), endDate=end.isoformat()
        )
        return usage.get("items", {}).get(key_id, [])

    def _keys(self) -> Iterator[PartnerKey]:
        plan_of = {key: plan for plan, plan_id in self._plan_ids().items() for key in key_ids(self.apigateway, plan_id)}
        for page in self.apigateway.get_paginator("get_api_keys").paginate(PaginationConfig={"PageSize": _PAGE}):
            for key in page["items"]:
                if self._tags.items() <= key.get("tags", {}).items():
                    yield PartnerKey(
                        key_id=key["id"],
                        name=key["name"],
                        plan=plan_of.get(key["id"]),
                        is_enabled=key["enabled"],
                        created_at=key["createdDate"].astimezone(UTC),
                    )

    def _plan_ids(self) -> dict[str, str]:
        by_name = {plan["name"]: plan["id"] for plan in usage_plans(self.apigateway)}
        names = {plan: plan_name(plan, stage=self.stage) for plan in plans()}
        return {plan: by_name[name] for plan, name in names.items() if name in by_name}

    @property
    def _tags(self) -> dict[str, str]:
        return {"Project": "ecommerce", "Stage": self.stage}
