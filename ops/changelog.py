"""Write the commits since the newest release to CHANGELOG.md, with git-cliff: ``bin/shop changelog``.

They go into the section of the contract's version, between two comments; other text is kept. The groups are in
``ops/cliff.toml``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from ops import changes_file, git
from ops.cli import CannotRun, WrongInput
from ops.contract_changes.loading import InvalidContract, from_file

CONFIGURATION = Path(__file__).with_name("cliff.toml")


class GitCliffFailed(CannotRun):
    """git-cliff isn't installed, or failed."""


@click.command()
@click.option("--contract", default="openapi.yaml", help="The contract, whose version names the section.")
@click.option("--file", type=click.Path(path_type=Path), default="CHANGELOG.md", help="The changelog.")
def changelog(contract: str, file: Path) -> None:
    """Write the commits since the newest release to CHANGELOG.md."""
    try:
        version = from_file(contract).version
    except InvalidContract as error:
        raise WrongInput(str(error)) from error
    release = git.newest_release()
    before = file.read_text(encoding="utf-8") if file.is_file() else changes_file.BEGINNING
    file.write_text(changes_file.with_commits(before, version, commits(release, "HEAD")), encoding="utf-8")
    click.echo(f"changelog: {file} has the commits since {release or 'the beginning'}, under {version}")


def commits(release: str | None, reference: str) -> str:
    """Return the commits between a release and another commit, in groups.

    Parameters
    ----------
    release : str | None
        The older one; None for all commits.
    reference : str
        The newer one.

    Raises
    ------
    GitFailed
        If there is no such commit.
    GitCliffFailed
        If git-cliff isn't installed, or fails.
    """
    newer = git.commit(reference)
    selected = newer if release is None else f"{git.commit(release)}..{newer}"
    # Tags between them don't split the list.
    options = ["--config", str(CONFIGURATION), "--offline", "--no-exec", "--ignore-tags", ".*", selected]
    ended = subprocess.run([_git_cliff(), *options], check=False, capture_output=True)
    if ended.returncode:
        output = " ".join(ended.stderr.decode(errors="replace").split())[-300:]
        raise GitCliffFailed(f"`git-cliff --config ops/cliff.toml {selected}` failed: {output}")
    return ended.stdout.decode(errors="replace").strip()


def _git_cliff() -> str:
    search_path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which("git-cliff", path=search_path)
    if found is None:
        raise GitCliffFailed("git-cliff isn't installed: it is one of the tests' packages (local/setup.sh tests)")
    return found
