"""Deployments and canaries of REST APIs, which the embedded AWS only records.

There an API responds as last imported, whatever its stage's deployment, and takes the integration's URI literally.
Here a stage responds from its deployment, with its variables in the integrations' URIs. A canary is a separate API
with the keys of the stage, which gets its share of the requests, evenly distributed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Any

from tests.deploy.aws.rest_api_import import RestApi

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient

    type Document = Mapping[str, Any]

_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")


@dataclass(slots=True)
class _Canary:
    api_id: str
    deployment: str
    variables: Mapping[str, str]
    plans: list[str]
    share: float = 0
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Deployments:
    """The documents imported, deployed and served, by API id."""

    apigateway: APIGatewayClient
    imported: dict[str, Document] = field(default_factory=dict)
    deployed: dict[tuple[str, str], Document] = field(default_factory=dict)
    served: dict[str, Document] = field(default_factory=dict)
    canaries: dict[tuple[str, str], _Canary] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)

    def import_document(self, api_id: str, document: Document) -> None:
        """Store an imported document, without changing what a stage serves."""
        with self.lock:
            # Gateway responses come from the stage's deployment, as the embedded AWS already does.
            RestApi(self.apigateway, api_id).describe(document)
            if not self.apigateway.get_stages(restApiId=api_id)["item"]:
                self._put_methods(api_id, document)
            self.imported[api_id] = document

    def add(self, api_id: str, deployment: str) -> None:
        """Store the document of a new deployment."""
        if api_id in self.imported:
            self.deployed[api_id, deployment] = self.imported[api_id]

    def serve(self, api_id: str, name: str) -> None:
        """Make an API serve its stage's current deployment and canary."""
        with self.lock:
            stage = self.apigateway.get_stage(restApiId=api_id, stageName=name)
            document, variables = self.deployed.get((api_id, stage["deploymentId"])), stage.get("variables", {})
            if document is not None:
                self._put_methods(api_id, _filled(document, variables))
            settings: Mapping[str, Any] = stage.get("canarySettings") or {}
            if settings:
                variables = {**variables, **settings.get("stageVariableOverrides", {})}
            self._serve_canary(api_id, name, settings, variables)

    def target_of(self, api_id: str, stage: str) -> str:
        """Return the id of the API that serves the next request to a stage."""
        canary = self.canaries.get((api_id, stage))
        if canary is None:
            return api_id
        with self.lock:
            canary.requests += 1
            now, before = (int(times * canary.share / 100) for times in (canary.requests, canary.requests - 1))
        return canary.api_id if now > before else api_id

    def _put_methods(self, api_id: str, document: Document) -> None:
        if self.served.get(api_id) != document:
            RestApi(self.apigateway, api_id).put_methods(document)
            self.served[api_id] = document

    def _serve_canary(self, api_id: str, stage: str, settings: Mapping[str, Any], variables: Mapping[str, str]) -> None:
        place, deployment = (api_id, stage), settings.get("deploymentId")
        canary = self.canaries.get(place)
        if canary and (canary.deployment, canary.variables) != (deployment, variables):
            del self.canaries[place]
            self._delete(canary)
            canary = None
        if not deployment:
            return
        if canary is None:
            canary = self.canaries[place] = self._new_canary(api_id, stage, deployment, variables)
        share = float(settings["percentTraffic"])
        if canary.share != share:
            canary.share, canary.requests = share, 0

    def _new_canary(self, api_id: str, stage: str, deployment: str, variables: Mapping[str, str]) -> _Canary:
        # Hidden from searches for an API by name.
        name = f"canary of {api_id}"
        own = self.apigateway.create_rest_api(name=name)["id"]
        document = _filled(self.deployed[api_id, deployment], variables)
        RestApi(self.apigateway, own).describe({**document, "info": {**document["info"], "title": name}})
        self._put_methods(own, document)
        self.apigateway.create_deployment(restApiId=own, stageName=stage, variables=variables)
        plans = [
            self._copy_plan(plan, own, stage)
            for plan in self.apigateway.get_usage_plans()["items"]
            if {"apiId": api_id, "stage": stage}.items() <= (plan.get("apiStages") or [{}])[0].items()
        ]
        return _Canary(own, deployment, variables, plans)

    def _copy_plan(self, plan: Any, api_id: str, stage: str) -> str:
        """Create a plan with the same keys for another API, and return its id: the embedded AWS can't extend a plan."""
        limits = {name: plan[name] for name in ("throttle", "quota") if name in plan}
        stages: Any = [{"apiId": api_id, "stage": stage}]
        made = self.apigateway.create_usage_plan(name=plan["name"], apiStages=stages, **limits)
        for key in self.apigateway.get_usage_plan_keys(usagePlanId=plan["id"])["items"]:
            self.apigateway.create_usage_plan_key(usagePlanId=made["id"], keyId=key["id"], keyType="API_KEY")
        return made["id"]

    def _delete(self, canary: _Canary) -> None:
        self.apigateway.delete_rest_api(restApiId=canary.api_id)
        for plan in canary.plans:
            self.apigateway.delete_usage_plan(usagePlanId=plan)


def _filled(document: Document, variables: Mapping[str, str]) -> Document:
    """Return the document with a stage's variables filled in."""
    text = _VARIABLE.sub(lambda found: variables.get(found[1], ""), json.dumps(document))
    filled: Document = json.loads(text)
    return filled
