"""A release of a stage in the embedded AWS: canary, alarm, rollback and promotion.

Each response names the version of the function and the version of the contract that produced it.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import boto3
import httpx
import pytest

from local.aws.functions import rows
from local.config import ACCOUNT, REGION
from ops.releases import stage
from ops.releases.errors import AlarmTriggered, NotDeployed, RecordChanged
from ops.releases.process import Clock, ReleaseProcess
from ops.releases.record import StoredRecord
from ops.releases.stage import DeployedStage
from tests.deploy.aws.by_hand import import_document
from tests.deploy.aws.running import deployable_aws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.deploy.aws.running import DeployableAws

_STAGE = "staging"
_BUCKET = f"ecommerce-terraform-state-{ACCOUNT}"
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/ecommerce"
_KEY = "key-of-a-partner-of-staging"
_REQUESTS = 24
_SHARE = 25
# Every function is released like these.
_ROWS = {key: rows()[key] for key in ("authorize_request", "listProducts", "getCart", "createOrder")}
_ALARM = f"ecommerce-{_STAGE}-canary-errors"
# Returns its version, without authentication.
_CODE = """
import json, os

def handler(event, context):
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"},
            "body": json.dumps({"version": "%s", "alias": event["stageVariables"]["alias"]})}
"""


@dataclass(frozen=True, slots=True)
class _Shop:
    """The stage, with the actions of an operator and a client."""

    aws: DeployableAws
    session: boto3.Session
    stage: DeployedStage

    def process(self, wait: Callable[[float], None] = lambda _: None) -> ReleaseProcess:
        """Return the stage's releases, with a clock that advances on every wait."""
        passed = [0.0]

        def waited(seconds: float) -> None:
            passed[0] += seconds
            wait(seconds)

        clock = Clock(lambda: passed[0], waited)
        return ReleaseProcess(self.stage, self.stored(), clock, report=lambda _: None)

    def stored(self) -> StoredRecord:
        """Return the location of the release record."""
        return StoredRecord(self.session.client("s3"), _BUCKET, _STAGE)

    def apply(self, version: str) -> None:
        """Act as an apply: publish a version of every function and import a contract, each with its version number."""
        lambda_ = self.session.client("lambda")
        for row in _ROWS.values():
            name = f"ecommerce-{_STAGE}-{row['name']}"
            lambda_.update_function_code(FunctionName=name, ZipFile=_archive(version), Publish=True)
        for api, api_id in self.apis().items():
            _import(self.session, api, api_id, version)

    def apis(self) -> dict[str, str]:
        """Return the APIs' ids."""
        found = self.session.client("apigateway").get_rest_apis()["items"]
        return {each["name"].rpartition("-")[2]: each["id"] for each in found if each["name"].startswith("ecommerce-")}

    def responses(self) -> Counter[tuple[str, str]]:
        """Send requests to both APIs, and count the code and contract versions that responded."""
        versions: Counter[tuple[str, str]] = Counter()
        for api_id in self.apis().values():
            with httpx.Client(base_url=f"{self.aws.url}/_aws/execute-api/{api_id}/{_STAGE}") as http:
                for _ in range(_REQUESTS // 2):
                    code = http.get("/products", headers={"X-Api-Key": _KEY})
                    assert code.is_success, code.text
                    versions["code", code.json()["version"]] += 1
                for _ in range(_REQUESTS // 2):
                    contract = http.get("/nowhere", headers={"X-Api-Key": _KEY})
                    versions["contract", contract.headers["x-contract"]] += 1
        return versions

    def ring(self, state: Literal["ALARM", "OK"] = "ALARM") -> None:
        """Set the alarm off."""
        self.session.client("cloudwatch").set_alarm_state(AlarmName=_ALARM, StateValue=state, StateReason="a test")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Shop]:
    """A stage whose first version is live, with a second version applied."""
    with deployable_aws(tmp_path) as aws:
        # Another test's shop in this process may have set these variables.
        for name in [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
        monkeypatch.setattr(stage, "rows", lambda: _ROWS)
        session = boto3.Session("test", "test", region_name=REGION)
        made = _Shop(aws, session, DeployedStage.of(session, _STAGE))
        _make(session)
        made.apply("2")
        yield made


def test_apply_alone_changes_no_response(shop: _Shop) -> None:
    assert shop.responses() == {("code", "1"): _REQUESTS, ("contract", "1"): _REQUESTS}


def test_release_serves_its_canary_share_and_then_everything(shop: _Shop) -> None:
    while_tried: list[Counter[tuple[str, str]]] = []

    # When it is released, with requests during the canary
    name = shop.process(lambda _: while_tried.append(shop.responses())).release("v2", share=_SHARE, minutes=0.5)

    # Then the canary's share of the requests reached the new code, and the same share the new contract
    new = _REQUESTS * _SHARE // 100
    shares = {
        ("code", "1"): _REQUESTS - new,
        ("code", "2"): new,
        ("contract", "1"): _REQUESTS - new,
        ("contract", "2"): new,
    }
    assert while_tried == [shares, shares]
    # And now all requests do, and the stage serves Terraform's own pointers
    assert name == "v2"
    assert shop.responses() == {("code", "2"): _REQUESTS, ("contract", "2"): _REQUESTS}
    _no_canary(shop)


def test_alarm_ends_the_canary_and_rolls_back(shop: _Shop) -> None:
    with pytest.raises(AlarmTriggered, match=_ALARM):
        shop.process(lambda _: shop.ring()).release("v2", share=_SHARE, minutes=5)

    assert shop.responses() == {("code", "1"): _REQUESTS, ("contract", "1"): _REQUESTS}
    _no_canary(shop)
    # And once the alarm has ended the same version can be released again
    shop.ring("OK")
    assert shop.process().release("v2", share=_SHARE, minutes=0) == "v2-2"
    assert shop.responses() == {("code", "2"): _REQUESTS, ("contract", "2"): _REQUESTS}


def test_rollback_only_moves_pointers(shop: _Shop) -> None:
    shop.process().release("v2")
    versions, deployments = _versions(shop), _deployments(shop)

    assert shop.process().roll_back() == "found"

    assert shop.responses() == {("code", "1"): _REQUESTS, ("contract", "1"): _REQUESTS}
    assert (_versions(shop), _deployments(shop)) == (versions, deployments)


def test_code_change_under_the_same_contract_keeps_the_deployment(shop: _Shop) -> None:
    shop.process().release("v2")
    deployments = _deployments(shop)
    for row in _ROWS.values():
        shop.session.client("lambda").update_function_code(
            FunctionName=f"ecommerce-{_STAGE}-{row['name']}", ZipFile=_archive("3"), Publish=True
        )

    shop.process().release("v3", share=50, minutes=0)

    assert shop.responses() == {("code", "3"): _REQUESTS, ("contract", "2"): _REQUESTS}
    assert _deployments(shop) == deployments


def test_release_publishes_a_version_that_an_apply_left_out(shop: _Shop) -> None:
    shop.process().release("v2")
    name = f"ecommerce-{_STAGE}-{_ROWS['listProducts']['name']}"
    shop.session.client("lambda").update_function_code(FunctionName=name, ZipFile=_archive("3"))

    shop.process().release("v3")

    assert shop.responses() == {("code", "3"): _REQUESTS, ("contract", "2"): _REQUESTS}


def test_contract_that_was_not_imported_is_not_released(shop: _Shop) -> None:
    arn = f"arn:aws:apigateway:{REGION}::/restapis/{shop.apis()['partner']}"
    shop.session.client("apigateway").tag_resource(resourceArn=arn, tags={"Document": "partner 3"})

    with pytest.raises(NotDeployed, match="The partner API's contract differs from the applied one"):
        shop.process().release("v3")

    assert shop.responses() == {("code", "1"): _REQUESTS, ("contract", "1"): _REQUESTS}


def test_rollback_to_a_deleted_version_is_refused(shop: _Shop) -> None:
    shop.process().release("v2")
    name = f"ecommerce-{_STAGE}-{_ROWS['getCart']['name']}"
    shop.session.client("lambda").delete_function(FunctionName=name, Qualifier="1")

    with pytest.raises(NotDeployed, match="version 1 of getCart"):
        shop.process().roll_back()

    assert shop.responses() == {("code", "2"): _REQUESTS, ("contract", "2"): _REQUESTS}


def test_concurrent_releases_do_not_interfere(shop: _Shop) -> None:
    def release_concurrently(_: float) -> None:
        stored = shop.stored()
        record = stored.load()
        theirs = replace(record.releases[0], name="theirs")
        stored.save(record.with_release(theirs))

    with pytest.raises(RecordChanged, match="Another release to staging is running"):
        shop.process(release_concurrently).release("v2", share=_SHARE, minutes=1)

    # The second release has changed nothing: the canary goes on, and a later run ends it
    shop.process().roll_back()
    assert shop.responses() == {("code", "1"): _REQUESTS, ("contract", "1"): _REQUESTS}


def test_missing_stage_is_an_error(shop: _Shop) -> None:
    with pytest.raises(NotDeployed, match="The stage prod has no API partner, storefront"):
        DeployedStage.of(shop.session, "prod").live()


def _make(session: boto3.Session) -> None:
    """Act as a first apply."""
    lambda_ = session.client("lambda")
    for row in _ROWS.values():
        name = f"ecommerce-{_STAGE}-{row['name']}"
        lambda_.create_function(
            FunctionName=name,
            Role=_ROLE,
            Runtime="python3.13",
            Handler="response.handler",
            Code={"ZipFile": _archive("1")},
            Publish=True,
        )
        for alias in ("live", "canary"):
            lambda_.create_alias(FunctionName=name, Name=alias, FunctionVersion="1")
    apigateway = session.client("apigateway")
    for api in ("storefront", "partner"):
        api_id = apigateway.create_rest_api(name="to be named by the document")["id"]
        _import(session, api, api_id, "1")
        made = apigateway.create_deployment(restApiId=api_id, description=f"document {api} 1")
        apigateway.create_stage(
            restApiId=api_id, stageName=_STAGE, deploymentId=made["id"], variables={"alias": "live"}
        )
    plan = apigateway.create_usage_plan(name="a plan", apiStages=[{"apiId": api_id, "stage": _STAGE}])
    key = apigateway.create_api_key(name="a partner", value=_KEY, enabled=True)
    apigateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY")
    session.client("s3").create_bucket(Bucket=_BUCKET)
    session.client("cloudwatch").put_metric_alarm(
        AlarmName=_ALARM,
        AlarmActions=[f"arn:aws:sns:{REGION}:{ACCOUNT}:ecommerce-{_STAGE}-alarms-critical"],
        Namespace="EcommerceAPI",
        MetricName="Canary5XXError",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
    )


def _import(session: boto3.Session, api: str, api_id: str, version: str) -> None:
    uris = {f"integration_uri.{key}": _uri(row["name"]) for key, row in rows().items()}
    document: Any = import_document(api, **uris)
    document["info"] |= {"title": f"ecommerce-{_STAGE}-{api}", "version": f"{api} {version}"}
    # Few paths, as each takes many calls. API Gateway itself responds to an unknown path, from the contract.
    document["paths"] = {"/products": document["paths"]["/products"]}
    for answered in document["x-amazon-apigateway-gateway-responses"].values():
        answered.setdefault("responseParameters", {})["gatewayresponse.header.X-Contract"] = f"'{version}'"
    apigateway = session.client("apigateway")
    apigateway.put_rest_api(restApiId=api_id, mode="overwrite", body=json.dumps(document).encode())
    arn = f"arn:aws:apigateway:{REGION}::/restapis/{api_id}"
    apigateway.tag_resource(resourceArn=arn, tags={"Document": f"{api} {version}"})


def _uri(name: str) -> str:
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:ecommerce-{_STAGE}-{name}:${{stageVariables.alias}}"
    return f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn}/invocations"


def _archive(version: str) -> bytes:
    holder = io.BytesIO()
    with zipfile.ZipFile(holder, "w") as archive:
        archive.writestr("response.py", _CODE % version)
    return holder.getvalue()


def _no_canary(shop: _Shop) -> None:
    for api_id in shop.apis().values():
        served = shop.session.client("apigateway").get_stage(restApiId=api_id, stageName=_STAGE)
        assert not served.get("canarySettings")


def _versions(shop: _Shop) -> int:
    lambda_ = shop.session.client("lambda")
    names = [f"ecommerce-{_STAGE}-{row['name']}" for row in _ROWS.values()]
    return sum(len(lambda_.list_versions_by_function(FunctionName=name)["Versions"]) for name in names)


def _deployments(shop: _Shop) -> set[str]:
    apigateway = shop.session.client("apigateway")
    made = (apigateway.get_deployments(restApiId=api_id)["items"] for api_id in shop.apis().values())
    return {each["id"] for several in made for each in several}
