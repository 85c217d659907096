"""What the tools ask git for, in the folder that they are run in."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from local.config import CannotRun

if TYPE_CHECKING:
    from pathlib import Path


class GitRefused(CannotRun):
    """Git can't answer; the message says what was asked, and what git says."""


def ask(*arguments: str, folder: Path | None = None) -> str:
    """Return what a git command prints.

    Parameters
    ----------
    *arguments : str
        The command, without ``git``.
    folder : Path, optional
        Where to ask, if not in the folder that the tool is run in.

    Raises
    ------
    GitRefused
        If it fails.
    """
    ran = subprocess.run(["git", *arguments], cwd=folder, check=False, capture_output=True)
    if ran.returncode:
        said = ran.stderr.decode(errors="replace").strip().splitlines() or ["it says nothing"]
        raise GitRefused(f"`git {' '.join(arguments)}` failed: {said[0]}")
    return ran.stdout.decode(errors="replace")


def commit(reference: str) -> str:
    """Return the commit that a tag, a branch or any other name stands for.

    Parameters
    ----------
    reference : str
        The name.

    Raises
    ------
    GitRefused
        If there is none.
    """
    try:
        return ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}").strip()
    except GitRefused as refused:
        raise GitRefused(
            f"git knows no commit {reference}: name a tag or a branch, and fetch it before (git fetch --tags)"
        ) from refused


def show(reference: str, path: str) -> str:
    """Return a file as it is in a commit.

    Parameters
    ----------
    reference : str
        The commit, by any name.
    path : str
        The file's, from the folder that the tool is run in.

    Raises
    ------
    GitRefused
        If there is no such commit, or no such file in it.
    """
    found = commit(reference)
    try:
        return ask("show", f"{found}:./{path}")
    except GitRefused as refused:
        raise GitRefused(f"there is no {path} in {reference}") from refused


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
    tags = ask("tag", "--list", "v[0-9]*", "--sort=-version:refname", "--merged", found, *others)
    return next((tag for tag in tags.split() if re.fullmatch(r"v\d+\.\d+\.\d+", tag)), None)


def tree() -> str:
    """Return the hash of the files that are committed: the same files have the same, whatever the commit.

    Raises
    ------
    GitRefused
        If something isn't committed, so that the hash would name other files, or this is no repository.
    """
    if ask("status", "--porcelain", "--untracked-files=no").strip():
        raise GitRefused("Something isn't committed, so that an image's tag would name other files: commit it first.")
    return ask("rev-parse", "HEAD^{tree}").strip()
