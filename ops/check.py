"""The checks of a checkout: ``bin/shop lint``, ``generate`` and ``check``, behind make's verbs of the same names."""

from __future__ import annotations

import itertools
import os
import shlex
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from subprocess import PIPE, STDOUT
from threading import Event
from typing import TYPE_CHECKING

import click

from ops.cli import ROOT, CannotRun

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PYTHON = ".venv/bin/python"
_NODE = "node_modules/.bin"
LINTERS: Mapping[str, Sequence[str]] = {
    "python": (
        f"{_PYTHON} -m ruff check .",
        f"{_PYTHON} -m ruff format --check .",
        f"{_PYTHON} -m mypy .",
        ".venv/bin/lint-imports",
        f"{_PYTHON} -m openapi_spec_validator openapi.yaml",
    ),
    "contract": (
        "make --no-print-directory node_modules/.installed",
        f"{_NODE}/spectral lint --fail-severity=hint openapi.yaml",
        f"{_NODE}/redocly lint shop",
        f"{_PYTHON} -m pytest tests/contract/lint",
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A command of ``make check``, and the requirement without which it is skipped."""

    command: str
    needs: str = ""


# Two sequences that run at the same time, because most of their steps use one processor.
_SEQUENCES = (
    (
        Step("make lint"),
        Step("make generate-check"),
        Step("make sdk", "Node"),
        Step("make sdk-test LANGUAGE=typescript", "Node"),
        Step(f"{_PYTHON} -m pytest tests/sdk/java", "a JDK"),
        Step("bin/shop contract-changes"),
        Step("make docs"),
        Step("make docs-test", "a browser"),
        Step("make image-test", "a container engine"),
        Step("bin/shop sbom", "a container engine"),
        Step("make bench FUNCTIONS='getProduct createOrder registerUser'", "valgrind"),
        Step("bin/shop workflows lint"),
        Step("bin/shop scan"),
        Step("bin/shop audit"),
    ),
    (Step("make deploy-test STEPS='releases fmt validate test checkov policies'", "Terraform"),),
)
# These use every processor.
_LAST = (Step("make test COVERAGE=1"), Step(f"{_PYTHON} -m tests.mutation", "FULL=1"))
STEPS = (*itertools.chain(*_SEQUENCES), *_LAST)
_NEVER = (
    "the rest of deploy-test, which takes a quarter of an hour; run, load, compose, admin, partner-key and redrive, "
    "which serve or change your shop; and commands that need a deployed stage or GitHub, which the tests replace with "
    "fakes"
)


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(LINTERS)), metavar=f"[{'|'.join(LINTERS)}]...")
def lint(parts: tuple[str, ...]) -> None:
    """Check style, types, imports and the contract. Without Node, the contract's linters are skipped."""
    for part in parts or LINTERS:
        reason = _missing_node() if part == "contract" else ""
        if reason and not parts:
            click.echo(f"lint: skipped Spectral and Redocly: {reason}")
        else:
            for command in LINTERS[part]:
                _run(command)


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Fail if a file isn't up to date, and write nothing.")
def generate(*, only_check: bool) -> None:
    """Write the files generated from openapi.yaml. Without Node, the TypeScript client is skipped."""
    reason = _missing_node()
    if reason:
        click.echo(f"generate: skipped the TypeScript client: {reason}")
    else:
        _run("make --no-print-directory node_modules/.installed")
    for module in ("codegen", "codegen.clients python" if reason else "codegen.clients", "docker.compose"):
        _run(f"{_PYTHON} -m {module}{' --check' if only_check else ''}")
    if not only_check:
        # Tests compare these.
        for module in ("tests.performance.modules", "tests.operations", "tests.performance.capacity"):
            _run(f"{_PYTHON} -m {module}")


@click.command()
def check() -> None:
    """Run every check that this machine can run, and list the skipped ones."""
    missing = {name: find() for name, find in _REQUIREMENTS.items()}
    all_steps = (*_SEQUENCES, _LAST)
    *concurrent, last = ([step.command for step in steps if not missing.get(step.needs)] for steps in all_steps)
    failed = Event()
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda commands: _run_in_order(commands, failed), concurrent))
    for command in last:
        _run(command)
    for step in STEPS:
        if reason := missing.get(step.needs, ""):
            click.echo(f"check: skipped {step.command}: {reason}")
    click.echo(f"check: skipped {_NEVER}.")


def _run_in_order(commands: Sequence[str], failed: Event) -> None:
    """Run commands until one fails here or beside them, and print the output of each once it has ended."""
    for command in commands:
        if failed.is_set():
            return
        began = time.monotonic()
        ended = subprocess.run(
            shlex.split(command), cwd=ROOT, env=_settings(), stdout=PIPE, stderr=STDOUT, text=True, check=False
        )
        click.echo(f"{command} ({time.monotonic() - began:.0f} s)\n{ended.stdout}")
        if ended.returncode != 0:
            failed.set()
            raise CannotRun(f"failed: {command}")


def _run(command: str) -> None:
    click.echo(command)
    if subprocess.run(shlex.split(command), cwd=ROOT, env=_settings(), check=False).returncode != 0:
        raise CannotRun(f"failed: {command}")


def _settings() -> dict[str, str]:
    return os.environ | {"REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "MAKEFLAGS": ""}


def _missing_node() -> str:
    return "" if shutil.which("npm") else "npm is not installed"


def _missing_valgrind() -> str:
    return "" if shutil.which("valgrind") else "valgrind is not installed"


def _missing(*module: str) -> Callable[[], str]:
    """Return a function that runs a module, which prints what it lacks, and returns the reason."""

    def find() -> str:
        ended = subprocess.run(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            stdout=PIPE,
            stderr=STDOUT,
            text=True,
            check=False,
        )
        return ended.stdout.strip() if ended.returncode else ""

    return find


_REQUIREMENTS: Mapping[str, Callable[[], str]] = {
    "FULL=1": lambda: "" if os.environ.get("FULL") == "1" else "set FULL=1 for the 300 mutants",
    "Node": _missing_node,
    "a JDK": lambda: "" if shutil.which("javac") else "no JDK is installed",
    "valgrind": _missing_valgrind,
    "a browser": _missing("tests.docs", "ready"),
    "a container engine": _missing("docker.engine"),
    "Terraform": _missing("tests.deploy", "ready"),
}
