"""The pointers of a deployed stage: aliases of functions, and deployments of APIs."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from botocore.config import Config
from botocore.exceptions import WaiterError

from handlers.runtime.invocation import KEEP_ACTIVE
from local.aws.functions import rows
from ops.cli import PROJECT_NAME
from ops.releases.errors import NotDeployed
from ops.releases.record import Pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import boto3
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_apigateway.type_defs import PatchOperationTypeDef, StageResponseTypeDef
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricAlarmTypeDef
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import FunctionConfigurationTypeDef, WaiterConfigTypeDef

type Alias = Literal["live", "canary"]

APIS = ("storefront", "partner")
_CRITICAL = "-alarms-critical"
# API Gateway allows an account few management requests a second.
_CLIENT_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 10})
_AT_ONCE = 8
_LATEST = "$LATEST"
# The event that functions ignore: terraform/shop/keep_active.tf.
_KEEP_ACTIVE = json.dumps({KEEP_ACTIVE: True})
_ACTIVATION: WaiterConfigTypeDef = {"Delay": 2, "MaxAttempts": 60}


class _Api(NamedTuple):
    """An API's id, the document that Terraform last applied, and the one that was imported."""

    id: str
    applied: str
    imported: str


@dataclass(frozen=True)
class DeployedStage:
    """A stage in AWS.

    Parameters
    ----------
    name : str
        ``dev``, ``staging`` or ``prod``.
    """

    name: str
    lambda_: LambdaClient
    apigateway: APIGatewayClient
    cloudwatch: CloudWatchClient

    @classmethod
    def of(cls, session: boto3.Session, name: str) -> DeployedStage:
        """Return the stage of that name in the session's account and region."""
        return cls(
            name,
            session.client("lambda", config=_CLIENT_CONFIG),
            session.client("apigateway", config=_CLIENT_CONFIG),
            session.client("cloudwatch", config=_CLIENT_CONFIG),
        )

    def live(self) -> Pointers:
        """Return the pointers of the live release.

        Raises
        ------
        NotDeployed
            If a function or an API isn't there.
        """
        deployments = {api: self._get_stage(api)["deploymentId"] for api in APIS}
        return Pointers(self._for_each_function(self._live_version), deployments)

    def newest(self) -> Pointers:
        """Return the newest version of every function, and a deployment of each API as it was last imported.

        A deployment of that document is created if there is none yet.
        """
        return Pointers(self._for_each_function(self._newest_version), {api: self._deployment(api) for api in APIS})

    def check(self, pointers: Pointers) -> None:
        """Raise `NotDeployed`, with the names, if something that the pointers point at is gone."""
        with ThreadPoolExecutor(_AT_ONCE) as workers:
            found = dict(
                zip(pointers.versions, workers.map(self._version_exists, pointers.versions.items()), strict=True)
            )
        gone = [f"version {pointers.versions[key]} of {key}" for key, is_found in found.items() if not is_found]
        for api, deployment in pointers.deployments.items():
            pages = self.apigateway.get_paginator("get_deployments").paginate(restApiId=self._apis[api].id)
            if deployment not in {each["id"] for page in pages for each in page["items"]}:
                gone.append(f"deployment {deployment} of the {api} API")
        if gone:
            raise NotDeployed(f"It can't be served, because these are gone: {', '.join(gone)}.")

    def point(self, alias: Alias, versions: Mapping[str, str]) -> None:
        """Point an alias of these functions at their versions."""
        moved = {key: version for key, version in versions.items() if key in self._names}
        with ThreadPoolExecutor(_AT_ONCE) as workers:
            for _ in workers.map(lambda key: self._point(alias, key, moved[key]), moved):
                pass

    def shift(self, deployments: Mapping[str, str], share: float) -> None:
        """Send a share of the requests, in percent, to each API's canary, with its deployment."""
        for api, deployment in deployments.items():
            canary = {
                "deploymentId": deployment,
                "percentTraffic": str(float(share)),
                "stageVariableOverrides/alias": "canary",
                "useStageCache": "false",
            }
            self._update(api, {f"/canarySettings/{name}": value for name, value in canary.items()})

    def serve_canary(self) -> None:
        """Make each API's stage serve its canary's deployment: API Gateway allows no other beside a canary."""
        for api in APIS:
            if self._get_stage(api).get("canarySettings"):
                self.apigateway.update_stage(
                    restApiId=self._apis[api].id,
                    stageName=self.name,
                    patchOperations=[{"op": "copy", "from": "/canarySettings/deploymentId", "path": "/deploymentId"}],
                )

    def end_canary(self) -> None:
        """End the canary."""
        for api in APIS:
            if self._get_stage(api).get("canarySettings"):
                self.apigateway.update_stage(
                    restApiId=self._apis[api].id,
                    stageName=self.name,
                    patchOperations=[{"op": "remove", "path": "/canarySettings"}],
                )

    def triggered_alarms(self) -> set[str]:
        """Return the names of the stage's critical alarms in the state ALARM."""
        return {alarm["AlarmName"] for alarm in self._alarms() if alarm["StateValue"] == "ALARM"}

    def has_critical_alarm(self) -> bool:
        """Return whether the stage has a critical alarm."""
        return bool(self._alarms())

    def _alarms(self) -> list[MetricAlarmTypeDef]:
        pages = self.cloudwatch.get_paginator("describe_alarms").paginate(
            AlarmNamePrefix=f"{PROJECT_NAME}-{self.name}-", AlarmTypes=["MetricAlarm"]
        )
        alarms = [alarm for page in pages for alarm in page["MetricAlarms"]]
        return [alarm for alarm in alarms if any(to.endswith(_CRITICAL) for to in alarm.get("AlarmActions", []))]

    @cached_property
    def _names(self) -> dict[str, str]:
        return {key: f"{PROJECT_NAME}-{self.name}-{row['name']}" for key, row in rows().items()}

    @cached_property
    def _apis(self) -> dict[str, _Api]:
        names = {f"{PROJECT_NAME}-{self.name}-{api}": api for api in APIS}
        pages = self.apigateway.get_paginator("get_rest_apis").paginate()
        found = {
            names[api["name"]]: _Api(api["id"], self._tags(api["id"]).get("Document", ""), api.get("version", ""))
            for page in pages
            for api in page["items"]
            if api["name"] in names
        }
        missing = set(APIS) - set(found)
        if missing:
            raise NotDeployed(
                f"The stage {self.name} has no API {', '.join(sorted(missing))} in this account and region: "
                "apply it first."
            )
        return found

    def _tags(self, api_id: str) -> Mapping[str, str]:
        about = self.apigateway.meta
        arn = f"arn:{about.partition}:apigateway:{about.region_name}::/restapis/{api_id}"
        return self.apigateway.get_tags(resourceArn=arn).get("tags", {})

    def _for_each_function(self, of: Callable[[str], str]) -> dict[str, str]:
        with ThreadPoolExecutor(_AT_ONCE) as workers:
            return dict(zip(self._names, workers.map(of, self._names.values()), strict=True))

    def _live_version(self, name: str) -> str:
        try:
            return self.lambda_.get_alias(FunctionName=name, Name="live")["FunctionVersion"]
        except self.lambda_.exceptions.ResourceNotFoundException as error:
            raise NotDeployed(
                f"The function {name} isn't there, or has no alias live: apply the stage first."
            ) from error

    def _newest_version(self, name: str) -> str:
        pages = self.lambda_.get_paginator("list_versions_by_function").paginate(FunctionName=name)
        versions = {each["Version"]: each for page in pages for each in page["Versions"]}
        numbers = [version for version in versions if version.isdecimal()]
        if not numbers:
            raise NotDeployed(f"The function {name} has no version: apply the stage first.")
        newest = max(numbers, key=int)
        if _content_of(versions[_LATEST]) == _content_of(versions[newest]):
            return newest
        # An apply was interrupted between the function and its version; Terraform considers both done.
        return self.lambda_.publish_version(FunctionName=name)["Version"]

    def _version_exists(self, version: tuple[str, str]) -> bool:
        key, number = version
        if key not in self._names:
            return True
        try:
            self.lambda_.get_function_configuration(FunctionName=self._names[key], Qualifier=number)
        except self.lambda_.exceptions.ResourceNotFoundException:
            return False
        return True

    def _point(self, alias: Alias, key: str, version: str) -> None:
        self._activate(self._names[key], version)
        self.lambda_.update_alias(FunctionName=self._names[key], Name=alias, FunctionVersion=version)

    def _activate(self, name: str, version: str) -> None:
        """Activate a version that nobody invoked for weeks, such as a rollback's: it rejects its first invocation."""
        found = self.lambda_.get_function_configuration(FunctionName=name, Qualifier=version)
        if found.get("State", "Active") == "Active":
            return
        rejected = self.lambda_.exceptions.ResourceConflictException, self.lambda_.exceptions.ResourceNotReadyException
        with suppress(*rejected):
            self.lambda_.invoke(FunctionName=name, Qualifier=version, Payload=_KEEP_ACTIVE)
        waiter = self.lambda_.get_waiter("published_version_active")
        try:
            waiter.wait(FunctionName=name, Qualifier=version, WaiterConfig=_ACTIVATION)
        except WaiterError as error:
            raise NotDeployed(f"Version {version} of {name} doesn't become active: {error}") from error

    def _deployment(self, api: str) -> str:
        api_id, applied, imported = self._apis[api]
        if applied != imported:
            raise NotDeployed(
                f"The {api} API's contract differs from the applied one: the apply was interrupted before the import, "
                "and Terraform considers it done. Set config.import_again of the stage to a new value, and apply."
            )
        description = f"document {imported}"
        pages = self.apigateway.get_paginator("get_deployments").paginate(restApiId=api_id)
        made = [each for page in pages for each in page["items"] if each.get("description") == description]
        if made:
            return max(made, key=lambda each: each["createdDate"])["id"]
        return self.apigateway.create_deployment(restApiId=api_id, description=description)["id"]

    def _get_stage(self, api: str) -> StageResponseTypeDef:
        try:
            return self.apigateway.get_stage(restApiId=self._apis[api].id, stageName=self.name)
        except self.apigateway.exceptions.NotFoundException as error:
            raise NotDeployed(f"The API {api} has no stage {self.name}: apply it first.") from error

    def _update(self, api: str, values: Mapping[str, str]) -> None:
        patches: list[PatchOperationTypeDef] = [
            {"op": "replace", "path": path, "value": value} for path, value in values.items()
        ]
        self.apigateway.update_stage(restApiId=self._apis[api].id, stageName=self.name, patchOperations=patches)


def _content_of(version: FunctionConfigurationTypeDef) -> tuple[object, ...]:
    """Return the content of a version, by which two versions differ."""
    settings = version.get("Environment", {}).get("Variables", {})
    return version.get("CodeSha256"), version.get("MemorySize"), version.get("Timeout"), sorted(settings.items())
