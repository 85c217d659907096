"""The pipeline's plan of the dev stage, made as a pipeline makes it: variables as JSON, the state in a bucket."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from local.place import REGION
from local.provision import client
from pipeline.plan import write
from pipeline.planned import Action
from pipeline.summary import counts
from pipeline.terraform import StageRoot, variables
from tests.deploy.aws.running import deployable_aws
from tests.deploy.terraform import configuration, copied

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.deploy.aws.running import DeployableAws

_BUCKET = "ecommerce-terraform-state-000000000000"
IMAGE = f"000000000000.dkr.ecr.us-east-1.amazonaws.com/ecommerce@sha256:{'1' * 64}"
VARIABLES: Mapping[str, object] = {"from_email": "shop@example.com", "alarm_emails": ["alarms@example.com"]}
# What an account doesn't need: see tests/deploy/terraform.py. The state is where backend.tf says.
_OVERRIDE = """\
terraform {
  backend "s3" {
    key                         = "dev/terraform.tfstate"
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


class PlanFailed(Exception):  # the driver's last words
    """A plan isn't told of as it should be; the message says what is missing."""


def planned() -> str:
    """Plan the dev stage of an account that has nothing yet, and return what the plan comes to."""
    with tempfile.TemporaryDirectory() as scratch, deployable_aws(Path(scratch)) as aws:
        root = prepared(Path(scratch), aws)
        given = {"TF_VARS_JSON": json.dumps(VARIABLES), "IMAGE": IMAGE, "VARS": ""}
        with patch.dict(os.environ, given), variables() as options:
            root.plan(*options)
        plan = write(root)
        report = root.report.read_text()
    if any(change.action is not Action.CREATE for change in plan.changes):
        raise PlanFailed(f"there is nothing yet, and the plan is: {counts(plan)}")
    missing = [each for each in ("aws_dynamodb_table.this", "for being there", "Created") if each not in report]
    if missing or "@example.com" in report:
        raise PlanFailed(f"not in the summary, or an e-mail address is: {', '.join(missing)}\n{report}")
    return counts(plan)


def prepared(scratch: Path, aws: DeployableAws) -> StageRoot:
    """Return the root of the dev stage, of which a plan can be made: a copy of it, and a bucket for its state."""
    copy = copied(scratch / "copy", "dev", aws, {})
    (copy.folder / "embedded_override.tf").write_text(_OVERRIDE)
    client("s3", aws.url).create_bucket(Bucket=_BUCKET)
    root = StageRoot("dev", copy.folder, scratch / "reports", {**copy.more, **configuration(scratch)})
    root.init(bucket=_BUCKET, region=REGION)
    return root
