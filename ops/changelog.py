"""Writes what was committed since the last release into CHANGELOG.md, by git-cliff: ``python -m ops.changelog``.

It goes into the section of the contract's version, which is made if it isn't there, between two comments: what people
wrote beside it stays. ``ops/cliff.toml`` says which commit belongs to which group.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ops import changes_file, git
from ops.contract_changes.loading import InvalidContract, from_file

if TYPE_CHECKING:
    from collections.abc import Sequence

CONFIGURATION = Path(__file__).with_name("cliff.toml")


class NoCommitsTold(Exception):
    """git-cliff can't be run, or fails; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the changelog, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ops.changelog", description=__doc__)
    parser.add_argument("--contract", default="openapi.yaml", help="whose version the section is of")
    parser.add_argument("--file", default="CHANGELOG.md", help="the changelog")
    asked = parser.parse_args(arguments)
    try:
        version, release = from_file(asked.contract).version, git.newest_release()
        told = commits(release, "HEAD")
    except (InvalidContract, git.GitRefused, NoCommitsTold) as error:
        print(f"changelog: {error}", file=sys.stderr)
        return 2
    file = Path(asked.file)
    before = file.read_text(encoding="utf-8") if file.is_file() else changes_file.BEGINNING
    file.write_text(changes_file.with_commits(before, version, told), encoding="utf-8")
    print(f"changelog: {file} has what was committed since {release or 'the beginning'}, under {version}")
    return 0


def commits(release: str | None, reference: str) -> str:
    """Return what was committed between a release and another commit, in groups.

    Parameters
    ----------
    release : str | None
        The older one; without it, all is told.
    reference : str
        The newer one.

    Raises
    ------
    GitRefused
        If there is no such commit.
    NoCommitsTold
        If git-cliff isn't there, or fails.
    """
    newer = git.commit(reference)
    asked = newer if release is None else f"{git.commit(release)}..{newer}"
    # No tag between them parts the commits: they are one list.
    options = ["--config", str(CONFIGURATION), "--offline", "--no-exec", "--ignore-tags", ".*", asked]
    ran = subprocess.run([_git_cliff(), *options], check=False, capture_output=True)
    if ran.returncode:
        said = " ".join(ran.stderr.decode(errors="replace").split())[-300:]
        raise NoCommitsTold(f"`git-cliff --config ops/cliff.toml {asked}` failed: {said}")
    return ran.stdout.decode(errors="replace").strip()


def _git_cliff() -> str:
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which("git-cliff", path=beside)
    if found is None:
        raise NoCommitsTold("git-cliff isn't here: it is one of the tests' packages (local/setup.sh tests)")
    return found


if __name__ == "__main__":
    sys.exit(main())
