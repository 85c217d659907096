"""Format generated Python with ruff."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Isolated, so that the output depends only on the contract and the locked tools.
_STYLE = ("--isolated", "--no-cache", "--quiet", "--line-length=120")
# Sort imports, remove unused ones, and write type aliases as in Python 3.13 (an unsafe fix for ruff).
_RULES = ("--select=I001,F401,UP040", "--fix", "--unsafe-fixes")


def format_python(files: Mapping[str, str], *, target: str = "py313") -> dict[str, str]:
    """Return Python files with sorted imports and formatted code.

    Parameters
    ----------
    files : Mapping[str, str]
        Text by path inside ``generated/``.
    target : str
        The oldest Python version that runs it.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "generated")
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        _ruff("check", *_RULES, target=target, cwd=folder)
        _ruff("format", target=target, cwd=folder)
        return {name: (root / name).read_text(encoding="utf-8") for name in files}


def _ruff(verb: str, *options: str, target: str, cwd: str) -> None:
    style = (*_STYLE, f"--target-version={target}")
    subprocess.run([sys.executable, "-m", "ruff", verb, *style, *options, "."], cwd=cwd, check=True)
