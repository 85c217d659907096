"""Looks whether a locked package is known to be vulnerable: ``python -m docker.audit [--required]``.

pip-audit asks a database on the network. Where it can't be asked, the check is left out, and says so; a pipeline calls
it with ``--required``, and fails instead.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docker.licences import LOCK

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Findings:
    """What an audit found: packages it could ask about, those it couldn't, and the vulnerable ones."""

    asked: frozenset[str]
    unknown: frozenset[str]
    vulnerable: frozenset[str]


def main(arguments: Sequence[str]) -> int:
    """Audit the image's packages, say what was found and return the exit status."""
    command = ["pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--format", "json"]
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
    if not done.stdout and done.stderr:
        print(f"audit: pip-audit said: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
    return verdict(findings_of(done.stdout), required="--required" in arguments)


def findings_of(report: str) -> Findings:
    """Return what pip-audit reports; nothing of a report that it couldn't write.

    Parameters
    ----------
    report : str
        Its JSON.
    """
    packages: list[dict[str, Any]] = json.loads(report or "{}").get("dependencies", [])
    asked = [package for package in packages if "skip_reason" not in package]
    return Findings(
        frozenset(package["name"] for package in asked),
        frozenset(package["name"] for package in packages) - {package["name"] for package in asked},
        frozenset(f"{each['name']} {each['version']}: {fault['id']}" for each in asked for fault in each["vulns"]),
    )


def verdict(findings: Findings, *, required: bool) -> int:
    """Say what was found and return the exit status: 1 for a vulnerability, 2 for no answer where one is required.

    Parameters
    ----------
    findings : Findings
        What was found.
    required : bool
        Whether packages that could not be asked about are a failure.
    """
    for each in sorted(findings.vulnerable):
        print(f"audit: {each}", file=sys.stderr)
    if findings.vulnerable:
        return 1
    if findings.unknown or not findings.asked:
        what = f"{len(findings.unknown)} packages" if findings.asked else "the whole audit"
        print(f"audit: left out {what}: the database of vulnerabilities can't be reached or doesn't know them.")
        return 2 if required else 0
    print(f"audit: {len(findings.asked)} packages, none known to be vulnerable")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
