"""``make release`` and ``make rollback``: what a stage serves is moved, forwards or back.

``python -m ops.releases release`` and ``… rollback`` read what to do out of the environment: ``STAGE``,
``RELEASE`` (what the release is to be called, or which to go back to), ``SHARE`` (percent), ``MINUTES``; and AWS's own
variables say which account and region. ``… list`` tells which releases there are.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.config import ROOT
from ops.account import region
from ops.outputs import tell
from ops.releases.errors import NotDeployed, ReleaseFailed
from ops.releases.process import ReleaseProcess, Stored
from ops.releases.record import StoredRecord
from ops.releases.stage import DeployedStage
from ops.terraform import state_bucket

_STAGES = ("dev", "staging", "prod")
_VERBS = ("release", "rollback", "list")
_BAD_USE = 2
_MOST = 100


def main(arguments: list[str]) -> int:
    """Do what the verb says, and return the exit status."""
    # So that a canary is ended when somebody ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    verb = arguments[0] if arguments else ""
    stage = os.environ.get("STAGE", "")
    if verb not in _VERBS or stage not in _STAGES:
        print(f"Say which stage: make {verb or 'release'} STAGE=dev (or {', '.join(_STAGES[1:])}).", file=sys.stderr)
        return _BAD_USE
    try:
        share, minutes = _number("SHARE", most=_MOST), _number("MINUTES", most=24 * 60)
        _done(verb, stage, share, minutes)
    except _BadNumber as error:
        print(error, file=sys.stderr)
        return _BAD_USE
    except (ReleaseFailed, BotoCoreError, ClientError) as failure:
        print(f"make {verb} STAGE={stage}: {failure}", file=sys.stderr)
        return 1
    return 0


def _done(verb: str, stage: str, share: float, minutes: float) -> None:
    session = boto3.Session(region_name=region())
    stored = StoredRecord(session.client("s3"), state_bucket(), stage)
    process = ReleaseProcess(DeployedStage.of(session, stage), stored, say=_say)
    name = os.environ.get("RELEASE") or None
    if verb == "release":
        tell("release", process.release(name or _described(), share=share, minutes=minutes) or "")
    elif verb == "rollback":
        tell("release", process.roll_back(name))
    else:
        _list(process, stored)


def _list(process: ReleaseProcess, stored: Stored) -> None:
    try:
        tell("live", process.served())
    except NotDeployed as reason:
        # Nothing is there to go back to, and whoever deploys it for the first time goes on.
        print(reason)
        tell("live", "")
    record = stored.load()
    for release in record.releases:
        print(f"{release.at}  {release.name:24}  {'live' if release.name == record.live else release.state}")


def _described() -> str:
    """Return a name for what is checked out here: its tag, or its commit."""
    told = subprocess.run(
        ["git", "describe", "--tags", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "release"


class _BadNumber(Exception):
    """An argument is no number, or too large a one."""


def _number(name: str, *, most: float) -> float:
    text = os.environ.get(name) or "0"
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise _BadNumber(f"{name} must be a number from 0 to {most:g}, and is {text}.")
    return number


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
