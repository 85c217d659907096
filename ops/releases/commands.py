"""Releases of a stage: ``bin/shop release``, ``rollback`` and ``releases``."""

from __future__ import annotations

import boto3
import click

from ops import git
from ops.cli import ROOT, deployed_stage, exit_on_sigterm, set_output
from ops.releases.errors import NotDeployed
from ops.releases.process import RecordStore, ReleaseProcess
from ops.releases.record import StoredRecord
from ops.releases.stage import DeployedStage
from ops.stage import region
from ops.terraform import state_bucket


@click.command()
@deployed_stage
@click.option("--share", type=click.IntRange(0, 100), default=0, help="Percent of requests that the canary gets.")
@click.option("--minutes", type=click.IntRange(0, 24 * 60), default=0, help="How long the canary runs.")
@click.option("--name", help="The release's name; default: git's tag or commit.")
def release(stage: str, share: int, minutes: int, name: str | None) -> None:
    """Serve what was applied last.

    With --share and --minutes it first serves some requests, as a canary. If a critical alarm fires, the canary
    ends and everything is served as before.
    """
    # So that the canary is ended, too.
    exit_on_sigterm()
    set_output("release", _process(stage).release(name or _describe_checkout(), share=share, minutes=minutes) or "")


@click.command()
@deployed_stage
@click.option("--to", help="The release to serve; default: the one before the live one.")
def rollback(stage: str, to: str | None) -> None:
    """Serve an earlier release. A release that is still a canary is only ended."""
    exit_on_sigterm()
    set_output("release", _process(stage).roll_back(to or None))


@click.command()
@deployed_stage
def releases(stage: str) -> None:
    """List a stage's releases."""
    process = _process(stage)
    list_releases(process, process.store)


def list_releases(process: ReleaseProcess, store: RecordStore) -> None:
    """Print the releases, and set the step's output ``live``: empty before the first deployment."""
    try:
        set_output("live", process.live_release())
    except NotDeployed as reason:
        click.echo(str(reason))
        set_output("live", "")
    record = store.load()
    for each in record.releases:
        click.echo(f"{each.at}  {each.name:24}  {'live' if each.name == record.live else each.state}")


def _process(stage: str) -> ReleaseProcess:
    session = boto3.Session(region_name=region())
    store = StoredRecord(session.client("s3"), state_bucket(), stage)
    return ReleaseProcess(DeployedStage.of(session, stage), store, report=click.echo)


def _describe_checkout() -> str:
    """Return the tag or the commit of the checkout."""
    return git.run("describe", "--tags", "--always", "--dirty", folder=ROOT).strip()
