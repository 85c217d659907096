"""Write a release's notes: ``bin/shop release-notes``.

They list the changes for clients, the changes of the contract and the commits, and have the image and the rollback.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codegen.contract import ContractError
from ops import changelog, changes_file, git
from ops.cli import WrongInput
from ops.contract_changes.loading import InvalidContract, from_base
from ops.contract_changes.operations import changes
from ops.contract_changes.report import describe, group
from ops.contract_changes.rules import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ops.contract_changes.change import Change

_CONTRACT = "openapi.yaml"
_DEPRECATED = frozenset({"deprecated", "deprecation-withdrawn"})
_SPECIAL = re.compile(r"([\\`*_<>\[\]|#])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release, and the one before it.

    Parameters
    ----------
    before : str | None
        The release before; None for the first one.
    name : str
        The release's own tag, or any name of its commit.
    digest : str | None
        The image's digest.
    stage : str
        The stage that it goes to.
    """

    before: str | None
    name: str
    digest: str | None
    stage: str


@click.command()
@click.option("--from", "before", help="The previous release; default: the newest one before --to.")
@click.option("--to", default="HEAD", help="The release: a tag, or any name of a commit.")
@click.option("--image", default="", help="The image that it runs: …@sha256:….")
@click.option("--stage", default="prod", help="The stage that it goes to.")
@click.option("--file", type=click.Path(path_type=Path), default="reports/release-notes.md", help="The notes.")
def release_notes(before: str | None, to: str, image: str, stage: str, file: Path) -> None:
    """Write a release's notes to reports/."""
    try:
        earlier = before or git.newest_release(to, itself=False)
        release = Release(before=earlier, name=to, digest=digest_of(image), stage=stage)
        text = "\n\n".join(notes(release)) + "\n"
    except (InvalidContract, ContractError, git.GitFailed) as error:
        raise WrongInput(str(error)) from error
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    click.echo(f"release-notes: {file}")


def digest_of(image: str) -> str | None:
    """Return an image's digest, without the rest of its name, which has the account's number; None without an image.

    Raises
    ------
    WrongInput
        If the image is named by a tag, which may change.
    """
    if not image:
        return None
    found = re.fullmatch(r"(?:[^@\s]+@)?(sha256:[0-9a-f]{64})", image)
    if found is None:
        raise WrongInput(f"the image {image} isn't named by its digest: …@sha256: and 64 hexadecimal digits")
    return found[1]


def notes(release: Release) -> Iterator[str]:
    """Yield the paragraphs of a release's notes, in Markdown."""
    yield f"# {release.name}"
    yield from _contract(release)
    yield "## Commits"
    yield changelog.commits(release.before, release.name).replace("#### ", "### ") or "None."
    yield "## Image"
    yield f"`{release.digest}`" if release.digest else "Not known when these notes were written."
    yield "## Rollback"
    yield from _rollback(release)


def _contract(release: Release) -> Iterator[str]:
    new = from_base(release.name, _CONTRACT)
    old = new if release.before is None else from_base(release.before, _CONTRACT)
    if release.before is None or old.version != new.version:
        yield "## What changed for clients"
        yield _changelog_section(release.name, new.version)
    yield "## The contract"
    if release.before is None:
        yield f"This is the first release; its contract has the version {new.version}."
        return
    raised = f"from {old.version} to {new.version}" if old.version != new.version else f"{new.version}, as before"
    yield f"Its version: {raised}."
    found = changes(old, new)
    yield from _parts(found) if found else iter(["It has not changed."])


def _changelog_section(reference: str, version: str) -> str:
    try:
        text = git.show(reference, "CHANGELOG.md")
    except git.GitFailed:
        text = ""
    written = changes_file.without_commits(changes_file.section(text, version) or "")
    return written or f"CHANGELOG.md has no section for {version}."


def _parts(found: Iterable[Change]) -> Iterator[str]:
    parts: dict[str, list[str]] = {"Breaking": [], "Deprecated": [], "Added, or made easier": [], "Words": []}
    for change, places in group(found):
        parts[_part(change)].append(f"- {_SPECIAL.sub(r'\\\1', describe(change, places))}")
    for name, items in parts.items():
        if items:
            yield f"### {name}"
            yield "\n".join(items)


def _part(change: Change) -> str:
    if change.rule in _DEPRECATED:
        return "Deprecated"
    named = {Severity.BREAKING: "Breaking", Severity.COMPATIBLE: "Added, or made easier", Severity.NOTE: "Words"}
    return named[change.severity]


def _rollback(release: Release) -> Iterator[str]:
    if release.before is None:
        yield "There is no release before this one."
        return
    yield f"To {release.before}; it moves pointers and builds nothing:"
    yield f"```sh\nbin/shop rollback --stage {release.stage} --to {release.before}\n```"
