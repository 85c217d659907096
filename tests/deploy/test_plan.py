"""The pipeline's plan of a stage, created as a pipeline does: variables as JSON, the state in a bucket.

``RENEW=1`` rewrites the plan of prod that the tests of its summary and its cost read.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local.aws.clients import client
from local.config import REGION, ROOT
from ops.plan import write_report
from ops.terraform import StageRoot, variables
from ops.terraform_plan import Action
from tests.deploy.aws.running import deployable_aws
from tests.deploy.terraform import copy_root

if TYPE_CHECKING:
    import pytest

STAGE = "prod" if os.environ.get("RENEW") else "dev"
KEPT = ROOT / "tests" / "unit" / "ops" / "plans" / "prod_first.json"
BUCKET = "ecommerce-terraform-state-000000000000"
IMAGE = f"000000000000.dkr.ecr.us-east-1.amazonaws.com/ecommerce@sha256:{'1' * 64}"
VARIABLES: Mapping[str, Mapping[str, object]] = {
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
            "cors_allowed_origins": ["https://shop.example.com"],
        }
    },
}
# The state's location is that of backend.tf.
BACKEND = """backend "s3" {
    key                         = "STAGE/terraform.tfstate"
    region                      = "us-east-1"
    use_lockfile                = true
    use_path_style              = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
  }"""
# The members of a plan that its summary reads, and the attributes that a resource's monthly price depends on.
READ = frozenset(
    {
        *("resource_changes", "change", "actions", "planned_values", "prior_state", "root_module", "child_modules"),
        *("resources", "values", "address", "module_address", "mode", "type", "name", "index", "deposed"),
        *("cache_cluster_enabled", "cache_cluster_size", "metric_query", "metric", "vpc_endpoint_type", "subnet_ids"),
        *("rule", "statement", "managed_rule_group_statement", "method_path", "settings", "metrics_enabled"),
    }
)


def test_plan_of_an_empty_account_creates_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given an empty account but for the bucket of the state; the folder is deleted, because providers are large
    with tempfile.TemporaryDirectory() as scratch, deployable_aws(Path(scratch)) as aws:
        copy = copy_root(Path(scratch) / "copy", STAGE, aws, {}, BACKEND.replace("STAGE", STAGE))
        client("s3", aws.url).create_bucket(Bucket=BUCKET)
        root = StageRoot(STAGE, copy.folder, Path(scratch) / "reports", copy.environment)

        # When the pipeline plans the stage
        root.init(bucket=BUCKET, region=REGION)
        monkeypatch.setenv("TF_VARS_JSON", json.dumps(VARIABLES[STAGE]))
        with variables(IMAGE) as options:
            root.plan(*options)
        plan, shown = write_report(root), root.show_plan()
        report = root.report.read_text()

    # Then everything is created, and the summary is complete and names no e-mail address
    assert {change.action for change in plan.changes} == {Action.CREATE}
    for part in ("aws_dynamodb_table.this", "of fixed costs", "Created"):
        assert part in report
    assert "@example.com" not in report
    if STAGE == "prod":
        # One resource per line
        text = json.dumps(trimmed(shown), ensure_ascii=False)
        KEPT.write_text(text.replace('{"address"', '\n{"address"') + "\n")


def trimmed(value: Any) -> Any:
    """Return the parts of a plan that the tests read, without data sources."""
    if isinstance(value, dict):
        return {name: trimmed(member) for name, member in value.items() if name in READ}
    if isinstance(value, list):
        return [trimmed(each) for each in value if not (isinstance(each, dict) and each.get("mode") == "data")]
    return value
