"""Ruff's security rules, which are bandit's; each ``noqa`` of one needs a reason."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

from ops.cli import ROOT
from ops.scan.result import ScanResult

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Bandit's rules, and characters that disguise code.
_RULES = "S,PLE2502,PLE2510,PLE2512,PLE2513,PLE2514,PLE2515"
# No command goes through a shell (S602, S604 and S605 check that), so its words are harmless; PATH is its user's.
_IGNORED = "S603,S607"
_FOLDERS = ("handlers", "generated", "codegen", "local", "ops", "docker")
_NOQA = re.compile(r"#\s*noqa:\s*(?P<rules>[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)(?P<reason>.*)$", re.MULTILINE)
_SECURITY = re.compile(r"\bS\d{3}\b")


def scan(root: Path = ROOT) -> ScanResult:
    """Scan the code that ships or builds what ships."""
    folders = [name for name in _FOLDERS if (root / name).is_dir()]
    ruff = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--output-format=concise",
        f"--select={_RULES}",
        f"--ignore={_IGNORED}",
    ]
    ended = subprocess.run([*ruff, *folders], cwd=root, capture_output=True, text=True, check=False)
    found = ended.stdout.strip().splitlines() if ended.returncode else []
    if ended.returncode and not found:
        found = [f"ruff: {ended.stderr.strip()}"]
    return ScanResult(scope=f"code of {', '.join(folders)}", findings=[*found, *_without_reason(root, folders)])


def _without_reason(root: Path, folders: list[str]) -> Iterator[str]:
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            text = file.read_text()
            for place in _NOQA.finditer(text):
                if _SECURITY.search(place["rules"]) and "#" not in place["reason"]:
                    line = text.count("\n", 0, place.start()) + 1
                    yield f"{file.relative_to(root)}:{line}: {place['rules']} is silenced without a reason after it"
