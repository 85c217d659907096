"""Write the lock files of Python's and npm's packages: ``bin/shop lock``."""

from __future__ import annotations

import shutil
import subprocess

import click

from ops.cli import ROOT, CannotRun


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[OPTION]...")
def lock(options: tuple[str, ...]) -> None:
    """Lock new dependencies of pyproject.toml and package.json. Without npm, package-lock.json is skipped.

    Locked versions stay, unless an OPTION of uv upgrades them, such as --upgrade-package httpx.
    """
    _run("local/lock.sh", *options)
    if shutil.which("npm"):
        _run("npm", "install", "--package-lock-only")
    else:
        click.echo("lock: skipped package-lock.json: npm is not installed")


def _run(*command: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise CannotRun(f"failed: {' '.join(command)}")
