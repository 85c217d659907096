"""The pipeline's plan of a stage, created as a pipeline does: variables as JSON, the state in a bucket.

``RENEW=1`` rewrites the plan of prod that the tests of its summary and its cost read.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

from local.aws.clients import client
from local.config import REGION, ROOT
from ops.plan import write_report
from ops.plan_report import counts
from ops.terraform import StageRoot, variables
from ops.terraform_plan import Action
from tests.deploy.aws.running import deployable_aws
from tests.deploy.terraform import copy_root

_KEPT = ROOT / "tests" / "unit" / "ops" / "plans" / "prod_first.json"
_BUCKET = "ecommerce-terraform-state-000000000000"
_IMAGE = f"000000000000.dkr.ecr.us-east-1.amazonaws.com/ecommerce@sha256:{'1' * 64}"
_VARIABLES: Mapping[str, Mapping[str, object]] = {
    "dev": {"config": {"from_email": "shop@example.com", "alarm_emails": ["alarms@example.com"]}},
    # All variables of prod's terraform.tfvars.example.
    "prod": {
        "config": {
            "from_email": "noreply@shop.example.com",
            "alarm_emails": ["oncall@example.com"],
            "zone_name": "shop.example.com",
            "create_zone": True,
            "domain_name": "api.shop.example.com",
            "cdn": {"domain_name": "cdn.shop.example.com"},
            "mail_domain": "shop.example.com",
            "allow_origin": "https://shop.example.com",
        }
    },
}
# The state's location is that of backend.tf.
_BACKEND = """backend "s3" {
    key                         = "STAGE/terraform.tfstate"
    region                      = "us-east-1"
    use_lockfile                = true
    use_path_style              = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
  }"""
# The parts of a plan's JSON that its summary reads.
_NAMES = ("address", "module_address", "mode", "type", "name", "index", "deposed")
_STAYING = ("before", "after", "after_unknown", "before_sensitive", "after_sensitive", "replace_paths")
# The attributes that a resource's monthly price depends on.
_PRICED = {
    "aws_api_gateway_stage": ("cache_cluster_enabled", "cache_cluster_size"),
    "aws_cloudwatch_metric_alarm": ("metric_query",),
    "aws_vpc_endpoint": ("vpc_endpoint_type", "subnet_ids"),
    "aws_wafv2_web_acl": ("rule",),
}


def plan_stage() -> str:
    """Plan a stage in an empty account, and return a summary; with RENEW=1, keep the plan of prod."""
    stage = "prod" if os.environ.get("RENEW") else "dev"
    with tempfile.TemporaryDirectory() as scratch, deployable_aws(Path(scratch)) as aws:
        copy = copy_root(Path(scratch) / "copy", stage, aws, {}, _BACKEND.replace("STAGE", stage))
        client("s3", aws.url).create_bucket(Bucket=_BUCKET)
        root = StageRoot(stage, copy.folder, Path(scratch) / "reports", copy.environment)
        root.init(bucket=_BUCKET, region=REGION)
        environment = {"TF_VARS_JSON": json.dumps(_VARIABLES[stage])}
        with patch.dict(os.environ, environment), variables(_IMAGE) as options:
            root.plan(*options)
        plan = write_report(root)
        report = root.report.read_text()
        if stage == "prod":
            _keep(root.shown())
    assert all(change.action is Action.CREATE for change in plan.changes), f"there is nothing yet: {counts(plan)}"
    missing = [each for each in ("aws_dynamodb_table.this", "of fixed costs", "Created") if each not in report]
    assert not missing, f"not in the summary: {', '.join(missing)}\n{report}"
    assert "@example.com" not in report, f"an e-mail address is in the summary:\n{report}"
    return counts(plan)


def _keep(shown: Mapping[str, Any]) -> None:
    """Write the parts of a plan that its summary reads, with one resource per line."""
    changes = [each for each in shown["resource_changes"] if each["change"]["actions"] != ["no-op"]]
    parts = {
        "resource_changes": [_change(each) for each in changes],
        "planned_values": {"root_module": _module(shown["planned_values"]["root_module"])},
    }
    if "values" in shown.get("prior_state", {}):
        parts["prior_state"] = {"values": {"root_module": _module(shown["prior_state"]["values"]["root_module"])}}
    _KEPT.write_text(json.dumps(parts, ensure_ascii=False).replace('{"address"', '\n{"address"') + "\n")


def _pick(names: tuple[str, ...], members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: members[name] for name in names if name in members}


def _change(resource_change: Mapping[str, Any]) -> dict[str, Any]:
    change = resource_change["change"]
    # Created and destroyed resources are shown by name only.
    staying = () if change["actions"] in (["create"], ["delete"]) else _STAYING
    return _pick(_NAMES, resource_change) | {"change": _pick(("actions", *staying), change)}


def _module(module: Mapping[str, Any]) -> dict[str, Any]:
    resources = [_resource(each) for each in module.get("resources", []) if each["mode"] == "managed"]
    inner = [_module(each) for each in module.get("child_modules", [])]
    return {"address": module.get("address", ""), "resources": resources, "child_modules": inner}


def _resource(resource: Mapping[str, Any]) -> dict[str, Any]:
    values = _pick(_PRICED.get(resource["type"], ()), resource["values"])
    # Of queries only the number of metrics counts, of rules only the managed group.
    if "metric_query" in values:
        values["metric_query"] = [{"metric": [{}] * len(query.get("metric", []))} for query in values["metric_query"]]
    if "rule" in values:
        values["rule"] = [{"statement": _managed_groups(rule["statement"])} for rule in values["rule"]]
    return _pick(_NAMES, resource) | {"values": values}


def _managed_groups(statement: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    groups = [group for each in statement for group in each.get("managed_rule_group_statement", [])]
    return [{"managed_rule_group_statement": [{"name": group["name"]}]} for group in groups]
