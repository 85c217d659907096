"""Tag a commit and release it at GitHub: ``bin/shop github-release``.

An interrupted run is completed by the next: a release is a draft, which nobody sees, until all its files are uploaded.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from ops import git
from ops.cli import ROOT, CannotRun
from ops.github.repository import this_repository
from ops.github.version import version_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ops.github.repository import Repository
    from ops.github.version import Version

NOTES = "reports/release-notes.md"
# The attached files; each pattern must match at least one.
ATTACHED = ("openapi.yaml", "reports/sbom.cdx.json", "build/sdk/*")


@click.command()
def github_release() -> None:
    """Tag this commit and release it at GitHub, with notes, contract, bill of materials and SDKs."""
    version = version_of(ROOT)
    commit = os.environ.get("GITHUB_SHA") or git.run("rev-parse", "HEAD").strip()
    click.echo(f"github-release: {publish(this_repository(), version, commit, notes(ROOT), attached(ROOT))}")


def publish(repository: Repository, version: Version, commit: str, body: str, files: Sequence[Path]) -> str:
    """Release a commit, and return the release's URL.

    Parameters
    ----------
    repository : Repository
        The repository.
    version : Version
        The release's tag and name. GitHub marks a pre-release as such.
    commit : str
        The commit.
    body : str
        The notes.
    files : Sequence[Path]
        The attached files.

    Raises
    ------
    CannotRun
        If that tag is released already.
    """
    tag = version.tag
    draft = _find_draft(repository, tag)
    fields = {"tag_name": tag, "target_commitish": commit, "name": tag, "body": body, "draft": True}
    fields |= {"prerelease": version.is_pre_release}
    if draft is None:
        draft = repository.send("POST", "releases", fields)
    else:
        draft = repository.send("PATCH", f"releases/{draft['id']}", fields)
    for asset in draft["assets"]:
        repository.delete(f"releases/assets/{asset['id']}")
    for file in files:
        repository.upload(draft["upload_url"].partition("{")[0], file)
    return str(repository.send("PATCH", f"releases/{draft['id']}", {"draft": False})["html_url"])


def notes(root: Path) -> str:
    """Return the notes that ``bin/shop release-notes`` has written; raise `CannotRun` if there are none."""
    file = root / NOTES
    if not file.is_file():
        raise CannotRun(f"There is no {NOTES}: write it with bin/shop release-notes.")
    return file.read_text()


def attached(root: Path) -> list[Path]:
    """Return the files to attach to a release; raise `CannotRun` if one is missing."""
    found = {pattern: sorted(file for file in root.glob(pattern) if file.is_file()) for pattern in ATTACHED}
    missing = [pattern for pattern, files in found.items() if not files]
    if missing:
        raise CannotRun(f"There is no {' and no '.join(missing)}: write them with bin/shop sbom and make sdk.")
    return [file for files in found.values() for file in files]


def _find_draft(repository: Repository, tag: str) -> dict[str, Any] | None:
    found = [each for each in repository.listed("releases") if each["tag_name"] == tag]
    if any(not each["draft"] for each in found):
        raise CannotRun(f"{tag} has been released: raise info.version in openapi.yaml, and run make generate.")
    return found[0] if found else None
