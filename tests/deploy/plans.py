"""The pipeline's plan of a stage, created as a pipeline does: variables as JSON, the state in a bucket.

``RENEW=1`` rewrites the plan of prod that the tests of its summary and its cost read.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

from local.aws.clients import client
from local.config import REGION, ROOT
from ops.plan import write_report
from ops.plan_report import counts
from ops.terraform import StageRoot, variables
from ops.terraform_plan import Action
from tests.deploy.aws.running import DeployableAws, deployable_aws
from tests.deploy.terraform import configuration, copied
from tests.deploy.trimmed import keep

KEPT = ROOT / "tests" / "unit" / "ops" / "plans" / "prod_first.json"
_BUCKET = "ecommerce-terraform-state-000000000000"
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
            "allow_origin": "https://shop.example.com",
        }
    },
}
# For the emulator only: see tests/deploy/terraform.py. The state's location is that of backend.tf.
_OVERRIDE = """\
terraform {
  backend "s3" {
    key                         = "STAGE/terraform.tfstate"
    region                      = "us-east-1"
    use_lockfile                = true
    use_path_style              = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
  }
}

provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
  max_retries                 = 2
}
"""


class PlanFailed(Exception):  # caught by the driver
    """A plan's summary is incomplete; the message names the missing part."""


def planned() -> str:
    """Plan a stage in an empty account, and return a summary; with RENEW=1, keep the plan of prod."""
    is_renewed = bool(os.environ.get("RENEW"))
    with tempfile.TemporaryDirectory() as scratch, deployable_aws(Path(scratch)) as aws:
        root = prepared(Path(scratch), aws, "prod" if is_renewed else "dev")
        environment = {"TF_VARS_JSON": json.dumps(VARIABLES[root.stage])}
        with patch.dict(os.environ, environment), variables(IMAGE) as options:
            root.plan(*options)
        plan = write_report(root)
        report = root.report.read_text()
        if is_renewed:
            keep(root.show_plan(), KEPT)
    if any(change.action is not Action.CREATE for change in plan.changes):
        raise PlanFailed(f"there is nothing yet, and the plan is: {counts(plan)}")
    missing = [each for each in ("aws_dynamodb_table.this", "of fixed costs", "Created") if each not in report]
    if missing or "@example.com" in report:
        raise PlanFailed(f"not in the summary, or an e-mail address is: {', '.join(missing)}\n{report}")
    return counts(plan)


def prepared(scratch: Path, aws: DeployableAws, stage: str) -> StageRoot:
    """Return a copy of a stage's root with a bucket for its state, ready to plan."""
    copy = copied(scratch / "copy", stage, aws, {})
    (copy.folder / "embedded_override.tf").write_text(_OVERRIDE.replace("STAGE", stage))
    client("s3", aws.url).create_bucket(Bucket=_BUCKET)
    root = StageRoot(stage, copy.folder, scratch / "reports", {**copy.more, **configuration(scratch)})
    root.init(bucket=_BUCKET, region=REGION)
    return root
