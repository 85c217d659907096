"""Writes the plans into the one comment of a pull request: ``make comment PULL_REQUEST=12``.

A later run changes that comment, which it knows by a mark, and so it is always about the newest commit.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import httpx

from local.config import ROOT, CannotRun
from ops.github.repository import GitHubRefused, here

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ops.github.repository import Repository

REPORTS = ROOT / "reports"
MARK = "<!-- the plans of this pull request -->"
# GitHub takes 65,536 characters.
LONGEST = 65_000
_CUT = "\n\n… The rest is in the run's artifacts.\n"


def main() -> int:
    """Write the comment, say where and return the exit status."""
    try:
        print(f"comment: {write(here(), _pull_request(), text(_plans(REPORTS), os.environ.get('GITHUB_SHA', '')))}")
    except (CannotRun, GitHubRefused, httpx.HTTPError) as reason:
        print(f"comment: {reason}", file=sys.stderr)
        return 1
    return 0


def write(repository: Repository, pull_request: int, body: str) -> str:
    """Write the comment, or write it anew, and return its address.

    Parameters
    ----------
    repository : Repository
        Whose pull request it is.
    pull_request : int
        Its number.
    body : str
        What is to stand in it, with the mark.
    """
    issue = f"issues/{pull_request}/comments"
    ours = [each for each in repository.listed(issue) if MARK in each["body"] and each["user"]["type"] == "Bot"]
    if ours:
        return str(repository.send("PATCH", f"issues/comments/{ours[0]['id']}", {"body": body})["html_url"])
    return str(repository.send("POST", issue, {"body": body})["html_url"])


def text(plans: Sequence[str], commit: str) -> str:
    """Return what stands in the comment: all plans, or as much of each as there is room for."""
    head = f"{MARK}\n" + (f"Of {commit}:\n\n" if commit else "")
    room = (LONGEST - len(head)) // len(plans)
    return head + "\n\n".join(plan if len(plan) <= room else plan[: room - len(_CUT)] + _CUT for plan in plans)


def _plans(folder: Path) -> list[str]:
    plans = sorted(folder.glob("plan.*.md"))
    if not plans:
        raise CannotRun(f"There is no plan in {folder}: make plan STAGE=dev writes one.")
    return [plan.read_text().strip() for plan in plans]


def _pull_request() -> int:
    number = os.environ.get("PULL_REQUEST", "")
    if not number.isdecimal():
        raise CannotRun("Say which pull request: make comment PULL_REQUEST=12")
    return int(number)


if __name__ == "__main__":
    sys.exit(main())
