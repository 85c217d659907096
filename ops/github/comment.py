"""Write the plans to a pull request's comment: ``bin/shop comment``.

A later run updates the same comment, which it finds by a mark, so that it always shows the newest commit.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from ops.cli import REPORTS, CannotRun
from ops.github.repository import this_repository

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ops.github.repository import Repository

MARK = "<!-- the plans of this pull request -->"
# GitHub accepts 65,536 characters.
LONGEST = 65_000
_CUT = "\n\n… The rest is in the run's artifacts.\n"


@click.command()
@click.argument("pull_request", type=int)
def comment(pull_request: int) -> None:
    """Write the plans in reports/ to the comment of PULL_REQUEST, a number."""
    body = text(_plans(REPORTS), os.environ.get("GITHUB_SHA", ""))
    click.echo(f"comment: {write(this_repository(), pull_request, body)}")


def write(repository: Repository, pull_request: int, body: str) -> str:
    """Create or update the comment, whose body has the mark, and return its URL."""
    issue = f"issues/{pull_request}/comments"
    existing = [each for each in repository.listed(issue) if MARK in each["body"] and each["user"]["type"] == "Bot"]
    if existing:
        return str(repository.send("PATCH", f"issues/comments/{existing[0]['id']}", {"body": body})["html_url"])
    return str(repository.send("POST", issue, {"body": body})["html_url"])


def text(plans: Sequence[str], commit: str) -> str:
    """Return the comment's body: all plans, or as much of each as fits."""
    head = f"{MARK}\n" + (f"Commit {commit}:\n\n" if commit else "")
    room = (LONGEST - len(head)) // len(plans)
    return head + "\n\n".join(plan if len(plan) <= room else plan[: room - len(_CUT)] + _CUT for plan in plans)


def _plans(folder: Path) -> list[str]:
    plans = sorted(folder.glob("plan.*.md"))
    if not plans:
        raise CannotRun(f"There is no plan in {folder}: write one with bin/shop plan --stage dev.")
    return [plan.read_text().strip() for plan in plans]
