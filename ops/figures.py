"""Measure the size of the repository: ``bin/shop figures``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click

from ops.cli import ROOT, CannotRun

# Earlier commits have the operators' tools in pipeline/.
_FOLDERS = {
    "handlers": ("handlers",),
    "local": ("local",),
    "docker": ("docker",),
    "ops": ("ops", "pipeline"),
    "codegen": ("codegen",),
}
_EDIT = re.compile(r"^<!-- edit: (\S+),", re.MULTILINE)
_ENTERED = re.compile(r"^(\w+): (\d+) files$", re.MULTILINE)
_SKIPPED = {"__pycache__", "node_modules", "build"}


def measure(tree: Path) -> dict[str, int]:
    """Return the figures of a tree by their names.

    Parameters
    ----------
    tree : Path
        The root of a checkout, which may be of an older commit.
    """
    lines = {
        f"lines of Python in {name}/": sum(_lines(path) for folder in folders for path in _modules(tree / folder))
        for name, folders in _FOLDERS.items()
    }
    tests = [path for path in _modules(tree / "tests") if path.name.startswith("test_")]
    helpers = [path for path in _modules(tree / "tests") if not path.name.startswith("test_")]
    counted = lines | {
        "lines of tests": sum(map(_lines, tests)),
        "lines of test helpers": sum(map(_lines, helpers)),
        "Python modules in local/": sum(1 for _ in _modules(tree / "local")),
        "verbs of the Makefile": len(re.findall(r"^[a-z-]+:.*## ", _read(tree / "Makefile"), re.MULTILINE)),
        "words in README.md": len(_read(tree / "README.md").split()),
    }
    # Earlier commits don't list the edits.
    edits = set(_EDIT.findall(_read(tree / "CONTRIBUTING.md")))
    return counted | ({"edits for a new operation": len(edits)} if edits else {})


def files_entered() -> dict[str, int]:
    """Return how many files of this tree each of three warm requests enters.

    Raises
    ------
    CannotRun
        If the shop doesn't respond to them.
    """
    command = [sys.executable, "-m", "tests.performance.files_entered"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotRun(f"python -m tests.performance.files_entered failed:\n{done.stderr.strip()}")
    return {f"files entered by {name}": int(count) for name, count in _ENTERED.findall(done.stdout)}


def table(columns: dict[str, dict[str, int]]) -> str:
    """Return figures as a Markdown table with one column per tree.

    Parameters
    ----------
    columns : dict
        The figures of each tree, by the title of its column.
    """
    names = [name for column in columns.values() for name in column]
    rows = [
        [name, *(f"{column[name]:,}" if name in column else "" for column in columns.values())]
        for name in dict.fromkeys(names)
    ]
    head = ["figure", *columns]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] + ["---:"] * len(columns), *rows])


@click.command()
@click.option(
    "--tree",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A checkout to compare with this one, such as one of an earlier commit.",
)
@click.option("--requests", is_flag=True, help="Also count the files that three requests enter; takes some 15 seconds.")
def figures(tree: Path | None, *, requests: bool) -> None:
    """Print the size of this repository as a Markdown table."""
    before = {} if tree is None else {"before": measure(tree)}
    now = measure(ROOT) | (files_entered() if requests else {})
    click.echo(table(before | {"now": now}))


def _modules(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if not _SKIPPED & set(path.parts)]


def _lines(path: Path) -> int:
    return len(_read(path).splitlines())


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
