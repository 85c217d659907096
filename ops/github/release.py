"""Tags a commit and releases it at GitHub, with notes, contract, bill of materials, SDKs: ``make github-release``.

Run again, it brings to an end what broke off: a release is a draft, which nobody sees, until all its files are there.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import httpx

from local.config import ROOT, CannotRun
from ops.git import ask
from ops.github.repository import GitHubRefused, here
from ops.github.version import version_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ops.github.repository import Repository

NOTES = "reports/release-notes.md"
# What must be there, and what a pattern finds.
ATTACHED = ("openapi.yaml", "reports/sbom.cdx.json", "build/sdk/*")


def main() -> int:
    """Release what is checked out, say where and return the exit status."""
    try:
        version = version_of(ROOT)
        commit = os.environ.get("GITHUB_SHA") or ask("rev-parse", "HEAD").strip()
        print(f"github-release: {released(here(), version.tag, commit, notes(ROOT), attached(ROOT))}")
    except (CannotRun, GitHubRefused, httpx.HTTPError) as reason:
        print(f"github-release: {reason}", file=sys.stderr)
        return 1
    return 0


def released(repository: Repository, tag: str, commit: str, body: str, files: Sequence[Path]) -> str:
    """Release a commit, and return the release's address.

    Parameters
    ----------
    repository : Repository
        Whose.
    tag : str
        What it is called.
    commit : str
        What it is of.
    body : str
        Its notes.
    files : Sequence[Path]
        What is attached.

    Raises
    ------
    CannotRun
        If that tag is released already.
    """
    draft = _draft(repository, tag)
    told = {"tag_name": tag, "target_commitish": commit, "name": tag, "body": body, "draft": True}
    if draft is None:
        draft = repository.send("POST", "releases", told)
    else:
        draft = repository.send("PATCH", f"releases/{draft['id']}", told)
    for asset in draft["assets"]:
        repository.delete(f"releases/assets/{asset['id']}")
    for file in files:
        repository.upload(draft["upload_url"].partition("{")[0], file)
    return str(repository.send("PATCH", f"releases/{draft['id']}", {"draft": False})["html_url"])


def notes(root: Path) -> str:
    """Return the notes that ``make release-notes`` has written.

    Raises
    ------
    CannotRun
        If it hasn't.
    """
    file = root / NOTES
    if not file.is_file():
        raise CannotRun(f"There is no {NOTES}: make release-notes writes it.")
    return file.read_text()


def attached(root: Path) -> list[Path]:
    """Return what is attached to a release.

    Raises
    ------
    CannotRun
        If something isn't there.
    """
    found = {pattern: sorted(file for file in root.glob(pattern) if file.is_file()) for pattern in ATTACHED}
    missing = [pattern for pattern, files in found.items() if not files]
    if missing:
        raise CannotRun(f"There is no {' and no '.join(missing)}: make sbom and make sdk write them.")
    return [file for files in found.values() for file in files]


def _draft(repository: Repository, tag: str) -> dict[str, Any] | None:
    there = [each for each in repository.listed("releases") if each["tag_name"] == tag]
    if any(not each["draft"] for each in there):
        raise CannotRun(f"{tag} is released already: raise info.version in openapi.yaml, and run make generate.")
    return there[0] if there else None


if __name__ == "__main__":
    sys.exit(main())
