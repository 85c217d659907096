"""Print the size of a tree: ``python -m ops.figures [--tree DIR]``."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The operators' tools were called pipeline/ before they were called ops/.
_FOLDERS = {
    "handlers": ("handlers",),
    "local": ("local",),
    "docker": ("docker",),
    "ops": ("ops", "pipeline"),
    "codegen": ("codegen",),
}
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
    return lines | {
        "lines of tests": sum(map(_lines, tests)),
        "lines of test helpers": sum(map(_lines, helpers)),
        "Python modules in local/": sum(1 for _ in _modules(tree / "local")),
        "verbs of the Makefile": len(re.findall(r"^[a-z-]+:.*## ", _read(tree / "Makefile"), re.MULTILINE)),
        "words in README.md": len(_read(tree / "README.md").split()),
    }


def table(figures: dict[str, dict[str, int]]) -> str:
    """Return figures as a Markdown table with one column per tree.

    Parameters
    ----------
    figures : dict
        The figures of each tree, by the title of its column.
    """
    names = [name for column in figures.values() for name in column]
    rows = [
        [name, *(f"{column[name]:,}" if name in column else "" for column in figures.values())]
        for name in dict.fromkeys(names)
    ]
    head = ["figure", *figures]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] + ["---:"] * len(figures), *rows])


def main(arguments: list[str] | None = None) -> None:
    """Print the figures of this tree, after those of the tree to compare it with."""
    parser = argparse.ArgumentParser(prog="python -m ops.figures", description="Print the size of a tree.")
    parser.add_argument("--tree", type=Path, metavar="DIR", help="a checkout to compare this one with")
    compared = parser.parse_args(arguments).tree
    before = {} if compared is None else {"before": measure(compared)}
    print(table(before | {"now": measure(ROOT)}))


def _modules(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if not _SKIPPED & set(path.parts)]


def _lines(path: Path) -> int:
    return len(_read(path).splitlines())


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    main()
