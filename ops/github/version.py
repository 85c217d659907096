"""Says which version this is, which was released last, and whether this one is new: ``make version``.

It is the contract's: what integrators rely on is what a release is of.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from local.config import ROOT, CannotRun
from ops.git import ask
from ops.outputs import tell

CONTRACT = ROOT / "openapi.yaml"
_TAGS = "v[0-9]*"


@dataclass(frozen=True, slots=True)
class Version:
    """The version of a commit.

    Parameters
    ----------
    tag : str
        What its release is called.
    last : str
        The release before this commit, or nothing.
    is_new : bool
        Whether nobody has released it yet.
    """

    tag: str
    last: str
    is_new: bool


def main() -> int:
    """Say it, tell the job's later steps and return the exit status."""
    try:
        version = version_of(ROOT)
    except CannotRun as reason:
        print(f"version: {reason}", file=sys.stderr)
        return 1
    tell("version", version.tag)
    tell("last", version.last)
    tell("is_new", str(version.is_new).lower())
    print(f"version: {version.tag}, which {'is new' if version.is_new else 'has been released'}; {_before(version)}")
    return 0


def version_of(root: Path, contract: Path = CONTRACT) -> Version:
    """Return the version of what is checked out in a folder.

    Raises
    ------
    CannotRun
        If it is no checkout with its tags.
    """
    tag = f"v{yaml.safe_load(contract.read_text())['info']['version']}"
    tags = ask("tag", "--list", _TAGS, "--merged", "HEAD", "--sort=-version:refname", folder=root).split()
    is_new = tag not in ask("tag", "--list", _TAGS, folder=root).split()
    return Version(tag, next((each for each in tags if each != tag), ""), is_new)


def _before(version: Version) -> str:
    return f"before it was {version.last}" if version.last else "there was none before"


if __name__ == "__main__":
    sys.exit(main())
