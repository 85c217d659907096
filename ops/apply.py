"""Apply a stage's saved plan: ``bin/shop apply``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from ops.cli import CannotRun, deployed_stage, set_output
from ops.plan_report import counts
from ops.stage import region
from ops.terraform import TerraformFailed, stage_root, state_bucket
from ops.terraform_plan import read

if TYPE_CHECKING:
    from ops.terraform import StageRoot

# CloudFront's message in a new account.
_UNVERIFIED = "account must be verified before you can add new CloudFront resources"
_LOCK_ID = re.compile(r"state lock.*?ID:\s+(?P<id>\S+)", re.DOTALL)


@click.command()
@deployed_stage
@click.option("--allow-destroy", is_flag=True, help="Apply a plan that destroys data, too.")
def apply(stage: str, *, allow_destroy: bool) -> None:
    """Apply a stage's saved plan, and nothing else.

    A plan that destroys something that can't be restored is rejected without --allow-destroy.
    """
    root = stage_root(stage)
    if not root.saved.exists():
        raise CannotRun(f"There is no saved plan of {stage}: {_plan_command(stage)}")
    root.init(bucket=state_bucket(), region=region())
    result = _check(root, allow_destroy=allow_destroy)
    try:
        root.apply()
    except TerraformFailed as failure:
        raise CannotRun(f"{failure}\n\n{_advice(failure, stage)}") from failure
    # Terraform would refuse to apply it again.
    root.saved.unlink()
    apis = root.outputs()["apis"]
    set_output("base_url", apis["storefront"]["invoke_url"])
    set_output("partner_url", apis["partner"]["invoke_url"])
    click.echo(f"apply: done: {result}")


def _check(root: StageRoot, *, allow_destroy: bool) -> str:
    """Return a summary of the saved plan; raise `CannotRun` if it destroys data and may not."""
    plan = read(root.show_plan())
    if plan.losses and not allow_destroy:
        losses = "\n".join(f"  {each.module}: {each.address}: {each.loss}" for each in plan.losses)
        raise CannotRun(
            f"The plan destroys what can't be restored:\n{losses}\n"
            f"Read {root.report}; if you want that: bin/shop apply --stage {root.stage} --allow-destroy"
        )
    return counts(plan)


def _plan_command(stage: str) -> str:
    return f"bin/shop plan --stage {stage} --image …"


def _advice(failure: TerraformFailed, stage: str) -> str:
    if "Saved plan is stale" in failure.output:
        why = "The state has changed since the plan was made, by another apply or by an earlier run of this one."
        return f"{why} Plan again: {_plan_command(stage)}"
    if _UNVERIFIED in failure.output:
        return (
            "This account may not create CloudFront resources yet. Ask AWS Support to verify it. Until then, set "
            f"config.cdn.is_wanted to false: {_plan_command(stage)}"
        )
    apply_command = f"bin/shop apply --stage {stage}"
    if lock := _LOCK_ID.search(failure.output):
        unlock = f"terraform -chdir=terraform/environments/{stage} force-unlock {lock['id']}"
        return (
            f"Another apply holds the state's lock, and nothing was changed. When it has ended: {apply_command}. "
            f"If it died and left the lock, first: {unlock}"
        )
    return f"The state has what was done so far. Fix the error, then: {_plan_command(stage)} && {apply_command}"
