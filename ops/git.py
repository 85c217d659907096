"""Git's commands, run in the current folder."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from ops.cli import CannotRun

if TYPE_CHECKING:
    from pathlib import Path


class GitFailed(CannotRun):
    """A git command failed; the message has the command and git's first line."""


def run(*arguments: str, folder: Path | None = None) -> str:
    """Return the output of a git command.

    Parameters
    ----------
    *arguments : str
        The command, without ``git``.
    folder : Path, optional
        Where to run it, instead of the current folder.

    Raises
    ------
    GitFailed
        If it fails.
    """
    ended = subprocess.run(["git", *arguments], cwd=folder, check=False, capture_output=True)
    if ended.returncode:
        lines = ended.stderr.decode(errors="replace").strip().splitlines() or ["no output"]
        raise GitFailed(f"`git {' '.join(arguments)}` failed: {lines[0]}")
    return ended.stdout.decode(errors="replace")


def commit(reference: str) -> str:
    """Return the commit that a tag, a branch or any other name refers to.

    Parameters
    ----------
    reference : str
        The name.

    Raises
    ------
    GitFailed
        If there is none.
    """
    try:
        return run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}").strip()
    except GitFailed as error:
        raise GitFailed(
            f"git knows no commit {reference}: name a tag or a branch, and fetch it first (git fetch --tags)"
        ) from error


def show(reference: str, path: str) -> str:
    """Return a file as it is in a commit.

    Parameters
    ----------
    reference : str
        The commit, by any name.
    path : str
        The file's path, relative to the current folder.

    Raises
    ------
    GitFailed
        If there is no such commit, or no such file in it.
    """
    found = commit(reference)
    try:
        return run("show", f"{found}:./{path}")
    except GitFailed as error:
        raise GitFailed(f"there is no {path} in {reference}") from error


def newest_release(reference: str = "HEAD", *, itself: bool = True) -> str | None:
    """Return the tag of the newest release before a commit, or none: ``v`` and three numbers, the highest.

    Parameters
    ----------
    reference : str
        The commit.
    itself : bool
        Whether a tag of the commit itself counts.
    """
    found = commit(reference)
    others = [] if itself else ["--no-contains", found]
    tags = run("tag", "--list", "v[0-9]*", "--sort=-version:refname", "--merged", found, *others)
    return next((tag for tag in tags.split() if re.fullmatch(r"v\d+\.\d+\.\d+", tag)), None)


def tree() -> str:
    """Return the hash of the committed files: it is the same for the same files, whatever the commit.

    Raises
    ------
    GitFailed
        If there are uncommitted changes, or this is no repository.
    """
    if run("status", "--porcelain", "--untracked-files=no").strip():
        raise GitFailed(
            "There are uncommitted changes, and an image's tag is the hash of committed files: commit them first."
        )
    return run("rev-parse", "HEAD^{tree}").strip()
