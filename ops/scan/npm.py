"""npm's packages: none ships, but they lint the contract and build clients, so a hole in one reaches who builds."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from local.config import ROOT
from ops.scan.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_HARMLESS = frozenset({"info", "low"})


def scanned(root: Path = ROOT) -> Outcome:
    """Ask npm's registry of the packages that are locked; where it can't be asked, that is said."""
    npm = shutil.which("npm")
    if npm is None:
        return Outcome(looked_at="", left_out="npm's packages: npm is not here")
    asked = subprocess.run(
        [npm, "audit", "--json", "--package-lock-only"], cwd=root, capture_output=True, text=True, check=False
    )
    return judged(asked.stdout)


def judged(report: str) -> Outcome:
    """Return what a report of ``npm audit --json`` comes to.

    Parameters
    ----------
    report : str
        What it printed.
    """
    try:
        told: Mapping[str, Any] = json.loads(report)
    except ValueError:
        return Outcome(looked_at="", left_out="npm's packages: npm audit said nothing that can be read")
    if "vulnerabilities" not in told:
        return Outcome(looked_at="", left_out=f"npm's packages: {told.get('message', 'the registry gave no answer')}")
    packages = told["metadata"]["dependencies"]["total"]
    found = [
        f"npm: {name} {each['range']}: {each['severity']}"
        for name, each in sorted(told["vulnerabilities"].items())
        if each["severity"] not in _HARMLESS
    ]
    return Outcome(looked_at=f"{packages} packages of npm", findings=found)
