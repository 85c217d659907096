"""Deployments and canaries of REST APIs, which the embedded AWS only records.

There an API responds as last imported, whatever its stage's deployment, and takes the integration's URI literally.
Here a stage responds from its deployment, with its variables in the integrations' URIs. A canary is a separate API
with the keys of the stage, which gets its share of the requests, evenly distributed.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Any

from tests.deploy.aws.rest_api_import import describe, put_methods, put_rest_api

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient

    type Document = Mapping[str, Any]

_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")
_ALL = 100


@dataclass(slots=True)
class _Canary:
    api_id: str
    made_of: tuple[str, Mapping[str, str]]
    plans: list[str]
    share: float
    requests: int = 0

    @property
    def deployment(self) -> str:
        """The deployment's id."""
        return self.made_of[0]


@dataclass(frozen=True, slots=True)
class Deployments:
    """The documents imported, deployed and served, by API id."""

    imported_: dict[str, Document] = field(default_factory=dict)
    made: dict[tuple[str, str], Document] = field(default_factory=dict)
    answering: dict[str, Document] = field(default_factory=dict)
    canaries: dict[tuple[str, str], _Canary] = field(default_factory=dict)
    # Changes of one API are serialized.
    changing: defaultdict[str, RLock] = field(default_factory=lambda: defaultdict(RLock))

    def imported(self, apigateway: APIGatewayClient, api_id: str, document: Document) -> None:
        """Store an imported document, without changing what a stage serves."""
        with self.changing[api_id]:
            # Gateway responses come from the stage's deployment, as the embedded AWS already does.
            describe(apigateway, api_id, document)
            if not apigateway.get_stages(restApiId=api_id)["item"]:
                put_methods(apigateway, api_id, document)
                self.answering[api_id] = document
            self.imported_[api_id] = document

    def deployed(self, apigateway: APIGatewayClient, api_id: str, deployment: str, stage: str | None) -> None:
        """Store a deployment's document, and serve it if it was created for a stage."""
        if api_id in self.imported_:
            self.made[api_id, deployment] = self.imported_[api_id]
        if stage is not None:
            self.stage_changed(apigateway, api_id, stage)

    def stage_changed(self, apigateway: APIGatewayClient, api_id: str, name: str) -> None:
        """Make an API serve its stage's current deployment."""
        with self.changing[api_id]:
            stage = apigateway.get_stage(restApiId=api_id, stageName=name)
            self._serve(apigateway, api_id, stage["deploymentId"], stage.get("variables", {}))
            self._update_canary(apigateway, api_id, name, stage.get("canarySettings"), stage.get("variables", {}))

    def target_of(self, api_id: str, stage: str) -> str:
        """Return the id of the API that serves the next request to a stage."""
        canary = self.canaries.get((api_id, stage))
        if canary is None:
            return api_id
        with self.changing[api_id]:
            canary.requests += 1
            now, before = (int(times * canary.share / _ALL) for times in (canary.requests, canary.requests - 1))
        return canary.api_id if now > before else api_id

    def _serve(self, apigateway: APIGatewayClient, api_id: str, deployment: str, variables: Mapping[str, str]) -> None:
        document = self.made.get((api_id, deployment))
        if document is None:
            return
        filled = _filled(document, variables)
        if self.answering.get(api_id) != filled:
            put_methods(apigateway, api_id, filled)
            self.answering[api_id] = filled

    def _update_canary(
        self, apigateway: APIGatewayClient, api_id: str, stage: str, settings: Any, variables: Mapping[str, str]
    ) -> None:
        canary = self.canaries.get((api_id, stage))
        if not settings:
            if canary is not None:
                self._end(apigateway, api_id, stage, canary)
            return
        made_of = (settings["deploymentId"], {**variables, **settings.get("stageVariableOverrides", {})})
        if canary is not None and canary.made_of != made_of:
            self._end(apigateway, api_id, stage, canary)
            canary = None
        share = float(settings["percentTraffic"])
        if canary is None:
            self.canaries[api_id, stage] = self._new_canary(apigateway, api_id, stage, made_of, share)
        elif canary.share != share:
            canary.share, canary.requests = share, 0

    def _new_canary(
        self,
        apigateway: APIGatewayClient,
        api_id: str,
        stage: str,
        made_of: tuple[str, Mapping[str, str]],
        share: float,
    ) -> _Canary:
        # Hidden from searches for an API by name.
        name = f"canary of {api_id}"
        own = apigateway.create_rest_api(name=name)["id"]
        document = _filled(self.made[api_id, made_of[0]], made_of[1])
        put_rest_api(apigateway, own, {**document, "info": {**document["info"], "title": name}})
        apigateway.create_deployment(restApiId=own, stageName=stage, variables=made_of[1])
        plans = [
            _copied(apigateway, plan, own, stage)
            for plan in apigateway.get_usage_plans()["items"]
            if {"apiId": api_id, "stage": stage}.items() <= (plan.get("apiStages") or [{}])[0].items()
        ]
        return _Canary(own, made_of, plans, share)

    def _end(self, apigateway: APIGatewayClient, api_id: str, stage: str, canary: _Canary) -> None:
        del self.canaries[api_id, stage]
        apigateway.delete_rest_api(restApiId=canary.api_id)
        for plan in canary.plans:
            apigateway.delete_usage_plan(usagePlanId=plan)


def _filled(document: Document, variables: Mapping[str, str]) -> Document:
    """Return the document with a stage's variables filled in."""
    text = _VARIABLE.sub(lambda found: variables.get(found[1], ""), json.dumps(document))
    filled: Document = json.loads(text)
    return filled


def _copied(apigateway: APIGatewayClient, plan: Any, api_id: str, stage: str) -> str:
    """Create a plan with the same keys for another API, and return its id: the embedded AWS can't extend a plan."""
    limits = {name: plan[name] for name in ("throttle", "quota") if name in plan}
    made = apigateway.create_usage_plan(name=plan["name"], apiStages=[{"apiId": api_id, "stage": stage}], **limits)
    for key in apigateway.get_usage_plan_keys(usagePlanId=plan["id"])["items"]:
        apigateway.create_usage_plan_key(usagePlanId=made["id"], keyId=key["id"], keyType="API_KEY")
    return made["id"]
