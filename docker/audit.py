"""Audit the image's locked packages for known vulnerabilities: ``python -m docker.audit [--required]``.

pip-audit queries a database on the network. Where it is unreachable, the audit is skipped with a message; with
``--required``, as in the pipeline, it fails.
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
    """The result of an audit: packages that were checked, packages that weren't, and vulnerabilities."""

    checked: frozenset[str]
    unknown: frozenset[str]
    vulnerable: frozenset[str]


def main(arguments: Sequence[str]) -> int:
    """Audit the image's packages, print the findings and return the exit status."""
    command = ["pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--format", "json"]
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
    if not done.stdout and done.stderr:
        print(f"audit: pip-audit failed: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
    return verdict(findings_of(done.stdout), required="--required" in arguments)


def findings_of(report: str) -> Findings:
    """Return the findings of pip-audit's report, none if the report is empty.

    Parameters
    ----------
    report : str
        The report's JSON.
    """
    packages: list[dict[str, Any]] = json.loads(report or "{}").get("dependencies", [])
    checked = [package for package in packages if "skip_reason" not in package]
    return Findings(
        frozenset(package["name"] for package in checked),
        frozenset(package["name"] for package in packages) - {package["name"] for package in checked},
        frozenset(f"{each['name']} {each['version']}: {fault['id']}" for each in checked for fault in each["vulns"]),
    )


def verdict(findings: Findings, *, required: bool) -> int:
    """Print the findings and return the exit status: 1 for a vulnerability, 2 if a required check is missing.

    Parameters
    ----------
    findings : Findings
        The findings.
    required : bool
        Whether packages that weren't checked are a failure.
    """
    for each in sorted(findings.vulnerable):
        print(f"audit: {each}", file=sys.stderr)
    if findings.vulnerable:
        return 1
    if findings.unknown or not findings.checked:
        skipped = f"{len(findings.unknown)} packages" if findings.checked else "the whole audit"
        print(f"audit: skipped {skipped}: the vulnerability database is unreachable or doesn't know them.")
        return 2 if required else 0
    print(f"audit: {len(findings.checked)} packages, none known to be vulnerable")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
