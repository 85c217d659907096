"""Does what the saved plan of a stage says, and nothing else: ``make apply STAGE=dev``.

A plan that takes away what can't be brought back is refused, unless ``ALLOW_DESTROY=1`` says that somebody has read it.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from local.config import CannotRun
from ops.account import region
from ops.outputs import tell
from ops.plan_report import counts
from ops.terraform import TerraformFailed, stage_root, state_bucket
from ops.terraform_plan import read

if TYPE_CHECKING:
    from ops.terraform import StageRoot

_ALLOWED = "1"
_LOCK_ID = re.compile(r"state lock.*?ID:\s+(?P<id>\S+)", re.DOTALL)


def main() -> int:
    """Apply the saved plan, say what came of it and return the exit status."""
    stage = os.environ.get("STAGE", "")
    try:
        root = stage_root(stage)
        if not root.saved.exists():
            raise CannotRun(f"There is no saved plan of {stage}: {_plan(stage)}")
        root.init(bucket=state_bucket(), region=region())
        done = _checked(root)
        root.apply()
        # It is done: a second time Terraform would refuse it.
        root.saved.unlink()
        _tell_where(root)
    except CannotRun as reason:
        print(f"apply: {reason}", file=sys.stderr)
        return 2
    except (BotoCoreError, ClientError) as error:
        print(
            f"apply: there are no credentials to find the state with ({error}), or name it: STATE_BUCKET.",
            file=sys.stderr,
        )
        return 1
    except TerraformFailed as failure:
        print(f"apply: {failure}\n\napply: {_advice(failure, stage)}", file=sys.stderr)
        return 1
    print(f"apply: done: {done}")
    return 0


def _tell_where(root: StageRoot) -> None:
    """Tell later steps where the stage's servers are."""
    apis = root.outputs()["apis"]
    tell("base_url", apis["storefront"]["invoke_url"])
    tell("partner_url", apis["partner"]["invoke_url"])


def _checked(root: StageRoot) -> str:
    """Return what the plan does, in words.

    Raises
    ------
    CannotRun
        If it takes away what can't be brought back, and nobody has said that it may.
    """
    plan = read(root.shown())
    if plan.losses and os.environ.get("ALLOW_DESTROY") != _ALLOWED:
        lost = "\n".join(f"  {each.module}: {each.address}: {each.loses}" for each in plan.losses)
        raise CannotRun(
            f"The plan takes away what can't be brought back:\n{lost}\n"
            f"Read {root.report}; if that is wanted: make apply STAGE={root.stage} ALLOW_DESTROY=1"
        )
    return counts(plan)


def _plan(stage: str) -> str:
    return f"make plan STAGE={stage} IMAGE=…"


def _advice(failure: TerraformFailed, stage: str) -> str:
    if "Saved plan is stale" in failure.said:
        why = "the state has changed since the plan was made, by another apply or by a first try of this one"
        return f"{why}. Plan anew: {_plan(stage)}"
    lock = _LOCK_ID.search(failure.said)
    if lock:
        unlock = f"terraform -chdir=terraform/environments/{stage} force-unlock {lock['id']}"
        return (
            f"somebody else is at it, and nothing was done. When they are done: make apply STAGE={stage}. "
            f"If they died of it, first: {unlock}"
        )
    rest = f"{_plan(stage)} && make apply STAGE={stage}"
    return f"what was done so far is in the state. Mend what it says, and do the rest: {rest}"


if __name__ == "__main__":
    sys.exit(main())
