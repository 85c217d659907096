"""Plans a stage, and writes the plan to be read: ``make plan STAGE=dev IMAGE=…@sha256:…``.

The stage's variables are those of ``TF_VAR_…`` and its ``terraform.tfvars``, as Terraform takes them, of a file that
``VARS`` names, and of ``TF_VARS_JSON``; what stands later here counts over what stands before, and ``IMAGE`` over all.
``IMAGE=deployed`` is the image that the stage runs: then the plan shows what else would change.
"""

from __future__ import annotations

import os
import sys

from botocore.exceptions import BotoCoreError, ClientError

from local.config import CannotRun
from ops.account import region
from ops.costs import costs
from ops.outputs import tell
from ops.plan_report import counts, summary
from ops.terraform import DEPLOYED, StageRoot, TerraformFailed, stage_root, state_bucket, variables
from ops.terraform_plan import Plan, read


def main() -> int:
    """Plan the stage, write the plan to be read, say what it comes to and return the exit status."""
    stage = os.environ.get("STAGE", "")
    try:
        root = stage_root(stage)
        with variables() as options:
            root.init(bucket=state_bucket(), region=region())
            root.plan(*options, *_deployed(root))
        plan = write(root)
    except CannotRun as reason:
        print(f"plan: {reason}", file=sys.stderr)
        return 2
    except (BotoCoreError, ClientError) as error:
        print(
            f"plan: there are no credentials to find the state with ({error}), or name it: STATE_BUCKET.",
            file=sys.stderr,
        )
        return 1
    except TerraformFailed as failure:
        print(f"plan: {failure}\n\nplan: run it here, with the same variables: {again(stage)}", file=sys.stderr)
        return 1
    print(f"plan: {counts(plan)}. Read {root.report}; do it: make apply STAGE={stage}")
    return 0


def _deployed(root: StageRoot) -> list[str]:
    """Return the variable of the image that the stage runs, where that one is asked for."""
    if os.environ.get("IMAGE") != DEPLOYED:
        return []
    image = root.outputs().get("image_uri")
    if image is None:
        raise CannotRun(f"{root.stage} runs no image yet: name one, as in IMAGE=…/ecommerce@sha256:….")
    return [f"-var=image_uri={image}"]


def write(root: StageRoot) -> Plan:
    """Write a saved plan to be read, tell later steps of it, and return it."""
    plan = read(root.shown())
    root.report.write_text(summary(root.stage, plan, costs(plan.before, plan.after)))
    tell("changes", str(len(plan.changes)))
    tell("losses", str(len(plan.losses)))
    return plan


def again(stage: str) -> str:
    """Return the command that plans as this one did."""
    given = [f"{name}={os.environ[name]}" for name in ("IMAGE", "VARS") if os.environ.get(name)]
    return " ".join(["make plan", f"STAGE={stage}", *given])


if __name__ == "__main__":
    sys.exit(main())
