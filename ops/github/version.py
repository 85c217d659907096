"""Print this version and the one released before: ``bin/shop version``.

The version is the contract's, on which integrators rely.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click
import yaml

from ops import git
from ops.cli import ROOT, set_output

CONTRACT = ROOT / "openapi.yaml"
_TAGS = "v[0-9]*"
# Sorted before its release, which git does only if it knows the suffix.
_PRE_RELEASE = "-dev."


@dataclass(frozen=True, slots=True)
class Version:
    """The version of a commit.

    Parameters
    ----------
    tag : str
        The tag of its release.
    last : str
        The release before this commit; empty if there is none.
    is_new : bool
        Whether it hasn't been released.
    """

    tag: str
    last: str
    is_new: bool

    @property
    def is_pre_release(self) -> bool:
        """Whether it is a pre-release, such as ``v1.0.0-dev.1``."""
        return _PRE_RELEASE in self.tag


@click.command()
def version() -> None:
    """Print this version and the one released before, and set the step's outputs."""
    current = version_of(ROOT)
    set_output("version", current.tag)
    set_output("last", current.last)
    set_output("is_new", str(current.is_new).lower())
    click.echo(
        f"version: {current.tag}, which {'is new' if current.is_new else 'has been released'}; {_before(current)}"
    )


def version_of(root: Path, contract: Path = CONTRACT) -> Version:
    """Return the version of a checkout, which needs its tags."""
    tag = f"v{yaml.load(contract.read_text(), yaml.CSafeLoader)['info']['version']}"
    is_new = tag not in git.run("tag", "--list", _TAGS, folder=root).split()
    merged = ("tag", "--list", _TAGS, "--merged", "HEAD", "--sort=-version:refname")
    tags = git.run("-c", f"versionsort.suffix={_PRE_RELEASE}", *merged, folder=root).split()
    return Version(tag, next((each for each in tags if each != tag), ""), is_new)


def _before(version: Version) -> str:
    return f"the release before is {version.last}" if version.last else "there is no release before"
