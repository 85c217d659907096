"""npm's packages: none ships, but they lint the contract and build the clients, so a vulnerability reaches builders."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from ops.cli import ROOT
from ops.scan.result import ScanResult

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_HARMLESS = frozenset({"info", "low"})


def scan(root: Path = ROOT) -> ScanResult:
    """Look up the locked packages in npm's registry; skipped without npm or a connection."""
    npm = shutil.which("npm")
    if npm is None:
        return ScanResult(skipped="npm's packages: npm is not installed")
    ended = subprocess.run(
        [npm, "audit", "--json", "--package-lock-only"], cwd=root, capture_output=True, text=True, check=False
    )
    return read_report(ended.stdout)


def read_report(report: str) -> ScanResult:
    """Return the result of a report of ``npm audit --json``."""
    try:
        parsed: Mapping[str, Any] = json.loads(report)
    except ValueError:
        return ScanResult(skipped="npm's packages: npm audit printed no JSON")
    if "vulnerabilities" not in parsed:
        return ScanResult(skipped=f"npm's packages: {parsed.get('message', 'the registry did not respond')}")
    packages = parsed["metadata"]["dependencies"]["total"]
    found = [
        f"npm: {name} {each['range']}: {each['severity']}"
        for name, each in sorted(parsed["vulnerabilities"].items())
        if each["severity"] not in _HARMLESS
    ]
    return ScanResult(scope=f"{packages} packages of npm", findings=found)
