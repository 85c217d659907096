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
        The plan that it is on; on none, it opens nothing.
    """

    key_id: str
    name: str
    plan: str | None
    is_enabled: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MonthOfUse:
    """What was used of a key's quota on each day of this month, and what is left of it."""

    used: Mapping[date, int]
    left: int


@dataclass(frozen=True, slots=True)
class StageKeys:
    """The keys that were made for a stage: others of the account are neither seen nor touched."""

    apigateway: APIGatewayClient
    stage: str

    def create(self, name: str, plan: str, *, value: str | None = None) -> tuple[str, str]:
        """Make a key that is on a plan, or none at all.

        Parameters
        ----------
        name : str
            Whose key it is.
        plan : str
            A plan of ``terraform/usage_plans.json``.
        value : str, optional
            The key itself; if left out, API Gateway makes one.

        Returns
        -------
        tuple of str
            The key's id, and the key itself.

        Raises
        ------
        CannotRun
            If the stage has no such plan.
        """
        plan_id = self._plan_ids().get(plan)
        if plan_id is None:
            wanted = plan_name(plan, stage=self.stage)
            raise CannotRun(f"The stage {self.stage} has no usage plan {wanted}: deploy it first.")
        given: dict[str, Any] = {} if value is None else {"value": value}
        made = self.apigateway.create_api_key(name=name, enabled=True, tags=self._tags, **given)
        with ExitStack() as undoing:
            undoing.callback(self.apigateway.delete_api_key, apiKey=made["id"])
            self.apigateway.create_usage_plan_key(usagePlanId=plan_id, keyId=made["id"], keyType="API_KEY")
            undoing.pop_all()
        return made["id"], made["value"]

    def listed(self) -> list[PartnerKey]:
        """Return every key of the stage, the oldest first; those of one second are in no order."""
        return sorted(self._keys(), key=lambda key: (key.created_at, key.key_id))

    def find(self, wanted: str) -> PartnerKey:
        """Return the key with an id, or else with a name that no other key has.

        Raises
        ------
        CannotRun
            If there is none, or there are several of that name.
        """
        keys = self.listed()
        found = [key for key in keys if key.key_id == wanted] or [key for key in keys if key.name == wanted]
        match found:
            case [key]:
                return key
            case []:
                raise CannotRun(
                    f"The stage {self.stage} has no key of that id or name: see `bin/shop partner-key list`."
                )
        ids = ", ".join(key.key_id for key in found)
        raise CannotRun(f"Several keys have that name: say which by its id, {ids}.")

    def revoke(self, key: PartnerKey) -> None:
        """Delete a key."""
        self.apigateway.delete_api_key(apiKey=key.key_id)

    def use_of(self, key: PartnerKey) -> MonthOfUse:
        """Return how much of its quota a key has used this month.

        Raises
        ------
        CannotRun
            If it is on no plan.
        """
        if key.plan is None:
            raise CannotRun(f"The key {key.key_id} is on no plan, so there is nothing that it could use.")
        today = now().date()
        days = [today.replace(day=day) for day in range(1, today.day + 1)]
        told = self._usage(self._plan_ids()[key.plan], key.key_id, days[0], today)
        # API Gateway may tell nothing of a key that wasn't used.
        left = told[-1][1] if told else int(plans()[key.plan]["quota"]["limit"])
        return MonthOfUse(dict(zip(days, [used for used, _ in told], strict=False)), left)

    def _usage(self, plan_id: str, key_id: str, start: date, end: date) -> Sequence[Sequence[int]]:
        told = self.apigateway.get_usage(
            usagePlanId=plan_id, keyId=key_id, startDate=start.isoformat(), endDate=end.isoformat()
        )
        return told.get("items", {}).get(key_id, [])

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
