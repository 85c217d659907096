"""Writes the notes of a release: ``python -m ops.release_notes --from v1.3.0 --to v1.4.0``.

They say what changed for clients, what changed in the contract, which image runs, and how to go back.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.contract import ContractError
from ops import changelog, changes_file, git
from ops.contract_changes.loading import InvalidContract, from_base
from ops.contract_changes.operations import changes
from ops.contract_changes.report import describe, group
from ops.contract_changes.rules import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ops.contract_changes.change import Change

_CONTRACT = "openapi.yaml"
_DEPRECATED = frozenset({"deprecated", "deprecation-withdrawn"})
_SPECIAL = re.compile(r"([\\`*_<>\[\]|#])")


class WrongDigest(Exception):
    """An image is named otherwise than by its digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release, and the one before it.

    Parameters
    ----------
    before : str | None
        The release to go back to; none before the first one.
    name : str
        The release's own tag, or any name of its commit.
    digest : str | None
        The image's.
    stage : str
        Where it goes.
    """

    before: str | None
    name: str
    digest: str | None
    stage: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the notes, and return the exit status."""
    asked = _arguments(arguments)
    try:
        before = asked.before or git.newest_release(asked.to, itself=False)
        release = Release(before=before, name=asked.to, digest=digest_of(asked.image), stage=asked.stage)
        text = "\n\n".join(notes(release)) + "\n"
    except (InvalidContract, ContractError, WrongDigest, git.GitRefused, changelog.NoCommitsTold) as error:
        print(f"release-notes: {error}", file=sys.stderr)
        return 2
    file = Path(asked.file)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    print(f"release-notes: {file}")
    return 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ops.release_notes", description=__doc__)
    parser.add_argument("--from", dest="before", default="", help="the release before; else the newest one before TO")
    parser.add_argument("--to", default="HEAD", help="the release: a tag, or any name of a commit")
    parser.add_argument("--image", default="", help="the image that it runs: …@sha256:…")
    parser.add_argument("--stage", default="prod", help="where it goes")
    parser.add_argument("--file", default="reports/release-notes.md", help="where the notes are written")
    return parser.parse_args(arguments)


def digest_of(image: str) -> str | None:
    """Return the digest that an image is named by; without an image there is none.

    The rest of its name holds the account's number, which is nobody else's business.

    Parameters
    ----------
    image : str
        Such as ``registry.example/shop@sha256:…``.

    Raises
    ------
    WrongDigest
        If it is named by a tag, which may be another image tomorrow.
    """
    if not image:
        return None
    found = re.fullmatch(r"(?:[^@\s]+@)?(sha256:[0-9a-f]{64})", image)
    if found is None:
        raise WrongDigest(f"the image {image} isn't named by its digest: …@sha256: and 64 hexadecimal digits")
    return found[1]


def notes(release: Release) -> Iterator[str]:
    """Yield the paragraphs of a release's notes, in Markdown.

    Parameters
    ----------
    release : Release
        The release.

    Raises
    ------
    GitRefused
        If git doesn't know it, or the one before.
    InvalidContract, ContractError
        If one of them has no good contract.
    NoCommitsTold
        If git-cliff can't be run.
    """
    yield f"# {release.name}"
    yield from _contract(release)
    yield "## Commits"
    yield changelog.commits(release.before, release.name).replace("#### ", "### ") or "None."
    yield "## Image"
    yield f"`{release.digest}`" if release.digest else "It was not named when these notes were written."
    yield "## How to go back"
    yield from _way_back(release)


def _contract(release: Release) -> Iterator[str]:
    new = from_base(release.name, _CONTRACT)
    old = new if release.before is None else from_base(release.before, _CONTRACT)
    if release.before is None or old.version != new.version:
        yield "## What changed for clients"
        yield _written_down(release.name, new.version)
    yield "## The contract"
    if release.before is None:
        yield f"This is the first release; its contract has the version {new.version}."
        return
    raised = f"from {old.version} to {new.version}" if old.version != new.version else f"{new.version}, as before"
    yield f"Its version: {raised}."
    found = changes(old, new)
    yield from _parts(found) if found else iter(["It has not changed."])


def _written_down(reference: str, version: str) -> str:
    try:
        text = git.show(reference, "CHANGELOG.md")
    except git.GitRefused:
        text = ""
    written = changes_file.written_by_people(changes_file.section(text, version) or "")
    return written or f"CHANGELOG.md says nothing of {version}."


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


def _way_back(release: Release) -> Iterator[str]:
    if release.before is None:
        yield "There is no release before this one."
        return
    yield f"To {release.before}, which moves pointers and builds nothing:"
    yield f"```sh\nmake rollback STAGE={release.stage} RELEASE={release.before}\n```"


if __name__ == "__main__":
    sys.exit(main())
