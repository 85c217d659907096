"""Report a deployment's result to a stage's alarm topics: ``bin/shop notify``.

A success goes to the topic of warnings, every other result to the topic of critical alarms: the
subscribers of the alarms receive these, too, and no address is kept here.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
import click

from ops import git
from ops.cli import PROJECT_NAME, ROOT, deployed_stage
from ops.stage import account, region

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

# The results of a deployment, and the topic of each.
TOPICS = {"success": "alarms-warning", "failure": "alarms-critical", "rolled-back": "alarms-critical"}
_LONGEST_SUBJECT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A deployment and its result.

    Parameters
    ----------
    stage, release, commit : str
        Where it went, what was deployed, and from which sources; the release may be unknown.
    result : str
        One of `TOPICS`.
    run : str
        The URL of the pipeline's run, if there is one.
    """

    stage: str
    release: str
    commit: str
    result: str
    run: str

    @property
    def subject(self) -> str:
        """The subject: SNS takes one line of a hundred ASCII characters."""
        line = f"{PROJECT_NAME} {self.stage}: {self.result}: {self.release or self.commit[:12]}"
        return line.encode("ascii", "replace").decode()[:_LONGEST_SUBJECT]

    @property
    def message(self) -> str:
        """The message: one line for each fact."""
        lines = {
            "Stage": self.stage,
            "Result": self.result,
            "Release": self.release,
            "Commit": self.commit,
            "Run": self.run,
        }
        return "\n".join(f"{name}: {value}" for name, value in lines.items() if value)


@click.command()
@deployed_stage
@click.option("--result", type=click.Choice(list(TOPICS)), required=True, help="How the deployment ended.")
@click.option("--release", default="", help="The release that was deployed, if it is known.")
def notify(stage: str, result: str, release: str) -> None:
    """Report a deployment's result to a stage's alarm topic."""
    deployment = Deployment(stage=stage, release=release, commit=_commit(), result=result, run=_run())
    topic = publish(boto3.client("sns", region_name=region()), deployment)
    click.echo(f"notify: published to {topic}: {deployment.subject}")


def publish(sns: SNSClient, deployment: Deployment) -> str:
    """Publish a deployment's result, and return the topic's name."""
    owner = account()
    topic = f"{PROJECT_NAME}-{deployment.stage}-{TOPICS[deployment.result]}"
    sns.publish(
        TopicArn=f"arn:{owner.partition}:sns:{region()}:{owner.number}:{topic}",
        Subject=deployment.subject,
        Message=deployment.message,
    )
    return topic


def _commit() -> str:
    return os.environ.get("GITHUB_SHA") or git.run("rev-parse", "HEAD", folder=ROOT).strip()


def _run() -> str:
    parts = [os.environ.get(name) for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")]
    return "{}/{}/actions/runs/{}".format(*parts) if all(parts) else ""
