"""Releases of a stage: ``bin/shop release``, ``rollback`` and ``releases``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import boto3
import click

from ops import git
from ops.cli import ROOT, CannotRun, deployed_stage, exit_on_sigterm, set_output
from ops.releases.errors import NotDeployed
from ops.releases.process import RecordStore, ReleaseProcess
from ops.releases.record import StoredRecord
from ops.releases.stage import DeployedStage
from ops.releases.traffic import CanaryTraffic
from ops.servers import servers_at, servers_of
from ops.stage import region
from ops.terraform import state_bucket

if TYPE_CHECKING:
    from collections.abc import Callable


@click.command()
@deployed_stage
@click.option("--share", type=click.IntRange(0, 100), default=0, help="Percent of requests that the canary gets.")
@click.option("--minutes", type=click.IntRange(0, 24 * 60), default=0, help="How long the canary runs.")
@click.option("--name", help="The release's name; default: git's tag or commit.")
@click.option("--base-url", default="", help="The storefront, for a stage with a domain: the canary's own requests.")
def release(stage: str, share: int, minutes: int, name: str | None, base_url: str) -> None:
    """Serve what was applied last.

    With --share and --minutes it first serves some requests, as a canary. If a critical alarm fires, the canary
    ends and everything is served as before. Read-only requests of its own give the alarm enough to judge by.
    """
    # So that the canary is ended, too.
    exit_on_sigterm()
    process = _process(stage)
    if share:
        process = replace(process, traffic=_traffic(stage, base_url))
    set_output("release", process.release(name or _describe_checkout(), share=share, minutes=minutes) or "")


def _traffic(stage: str, base_url: str) -> Callable[[float], None]:
    try:
        servers = servers_at(base_url) if base_url else servers_of(stage)
    except CannotRun as reason:
        click.echo(f"The canary gets only customers' requests, which may be too few for its alarm. {reason}")
        return lambda _share: None
    return CanaryTraffic(servers.storefront).send


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
