"""Tells those who are told of a stage's alarms how a deployment went: ``make notify STAGE=dev RESULT=success``.

It goes to the stage's own topics, so that nobody keeps a chat's address: a success to the topic of warnings, all else
to the topic of critical alarms.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.config import ROOT, CannotRun
from ops.account import account, region

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

# What may have become of a deployment, and the topic that is told of it.
TOPICS = {"success": "alarms-warning", "failure": "alarms-critical", "rolled-back": "alarms-critical"}
_STAGE = re.compile(r"[a-z][a-z0-9-]{0,30}")
_LONGEST_SUBJECT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """How a deployment went.

    Parameters
    ----------
    stage, release, commit : str
        Where, what, and of which sources; the release may be unknown.
    result : str
        One of `TOPICS`.
    run : str
        Where to read of it; may be nowhere.
    """

    stage: str
    release: str
    commit: str
    result: str
    run: str

    @property
    def subject(self) -> str:
        """One line: SNS takes a hundred characters of ASCII."""
        line = f"ecommerce {self.stage}: {self.result}: {self.release or self.commit[:12]}"
        return line.encode("ascii", "replace").decode()[:_LONGEST_SUBJECT]

    @property
    def message(self) -> str:
        """All of it, a line each."""
        lines = {
            "Stage": self.stage,
            "Result": self.result,
            "Release": self.release,
            "Commit": self.commit,
            "Run": self.run,
        }
        return "\n".join(f"{name}: {value}" for name, value in lines.items() if value)


def main() -> int:
    """Tell of the deployment and return the exit status."""
    try:
        deployment = _deployment()
        told = tell(boto3.client("sns", region_name=region()), deployment)
    except CannotRun as reason:
        print(f"notify: {reason}", file=sys.stderr)
        return 2
    except (BotoCoreError, ClientError) as error:
        print(f"notify: {error}\nnotify: run it here: make notify STAGE=… RESULT=…", file=sys.stderr)
        return 1
    print(f"notify: told {told}: {deployment.subject}")
    return 0


def tell(sns: SNSClient, deployment: Deployment) -> str:
    """Publish how a deployment went, and return the topic's name."""
    owner = account()
    topic = f"ecommerce-{deployment.stage}-{TOPICS[deployment.result]}"
    sns.publish(
        TopicArn=f"arn:{owner.partition}:sns:{region()}:{owner.number}:{topic}",
        Subject=deployment.subject,
        Message=deployment.message,
    )
    return topic


def _deployment() -> Deployment:
    stage, result = os.environ.get("STAGE", ""), os.environ.get("RESULT", "")
    if _STAGE.fullmatch(stage) is None:
        raise CannotRun("STAGE must be the name of a stage, as in make notify STAGE=dev RESULT=success.")
    if result not in TOPICS:
        raise CannotRun(f"RESULT must be one of {', '.join(TOPICS)}, as in make notify STAGE=dev RESULT=success.")
    return Deployment(stage=stage, release=os.environ.get("RELEASE", ""), commit=_commit(), result=result, run=_run())


def _commit() -> str:
    told = os.environ.get("GITHUB_SHA")
    if told:
        return told
    asked = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "unknown"


def _run() -> str:
    named = [os.environ.get(name) for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")]
    return "{}/{}/actions/runs/{}".format(*named) if all(named) else ""


if __name__ == "__main__":
    sys.exit(main())
