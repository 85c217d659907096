"""Plan a stage and write a report: ``bin/shop plan``."""

from __future__ import annotations

from pathlib import Path

import click

from ops.cli import CannotRun, ImageType, deployed_stage, set_output
from ops.costs import costs
from ops.mail import require_new_senders
from ops.plan_report import counts, summary
from ops.stage import region
from ops.terraform import DEPLOYED, StageRoot, stage_root, state_bucket, variables
from ops.terraform_plan import Plan, read


@click.command()
@deployed_stage
@click.option(
    "--image", type=ImageType(DEPLOYED), help="The functions' image by its digest, or 'deployed': the one that runs."
)
@click.option(
    "--vars", "vars_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A tfvars file."
)
@click.option(
    "--no-refresh", is_flag=True, help="Compare with the state alone, and read no resource: for roles that may not."
)
def plan(stage: str, image: str | None, vars_file: Path | None, *, no_refresh: bool) -> None:
    """Plan a stage and write reports/plan.<stage>.md.

    Variables come from TF_VAR_… and the stage's terraform.tfvars, as Terraform takes them, from --vars and from
    TF_VARS_JSON, a JSON object. The later override the earlier, and --image overrides all.
    """
    root = stage_root(stage)
    with variables(None if image == DEPLOYED else image, vars_file) as options:
        root.init(bucket=state_bucket(), region=region())
        refresh = ["-refresh=false"] if no_refresh else []
        root.plan(*refresh, *options, *(_deployed_image(root) if image == DEPLOYED else ()))
    planned = write_report(root)
    try:
        require_new_senders(stage, planned)
    except CannotRun:
        root.saved.unlink()
        raise
    click.echo(f"plan: {counts(planned)}. Read {root.report}, then: bin/shop apply --stage {stage}")


def _deployed_image(root: StageRoot) -> list[str]:
    image = root.outputs().get("image_uri")
    if image is None:
        raise CannotRun(f"{root.stage} runs no image yet: name one, as in --image …/ecommerce@sha256:….")
    return [f"-var=image_uri={image}"]


def write_report(root: StageRoot) -> Plan:
    """Write the report of a saved plan, set the step's outputs, and return the plan."""
    planned = read(root.show_plan())
    root.report.write_text(summary(root.stage, planned, costs(planned.before, planned.after)))
    set_output("changes", str(len(planned.changes)))
    set_output("losses", str(len(planned.losses)))
    return planned
