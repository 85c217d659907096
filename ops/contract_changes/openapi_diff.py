"""A second opinion: npm's openapi-diff, if Node and the packages of package-lock.json are installed."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from local.config import ROOT
from ops.contract_changes.change import Change
from ops.contract_changes.rules import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codegen.contract import Contract

PROGRAM = ROOT / "node_modules" / ".bin" / "openapi-diff"
_BREAKING = 1  # its exit status


class OpenapiDiffFailed(Exception):
    """openapi-diff can't compare the contracts; the message contains its output and how to run it."""


def is_installed(program: Path = PROGRAM) -> bool:
    """Return whether openapi-diff is installed."""
    return program.exists()


def additional_breaks(
    old: Contract, new: Contract, ours: Iterable[Change], program: Path = PROGRAM
) -> tuple[Change, ...]:
    """Return the breaking changes that only openapi-diff finds: in operations where our rules find none.

    Raises
    ------
    OpenapiDiffFailed
        If openapi-diff can't compare the contracts.
    """
    known = {change.where for change in ours if change.severity is Severity.BREAKING}
    found = dict.fromkeys(_changes(_findings(old, new, program)))
    return tuple(change for change in found if not any(_same_location(change.where, where) for where in known))


def _same_location(theirs: str, ours: str) -> bool:
    operation = " ".join(ours.split(" ")[:2])
    return operation == theirs or theirs.endswith(f" {ours}") or ours == "the contract"


def _changes(findings: Iterable[dict[str, Any]]) -> Iterator[Change]:
    for finding in findings:
        details = finding["sourceSpecEntityDetails"] or finding["destinationSpecEntityDetails"]
        location = details[0]["location"] if details else ""
        yield Change("openapi-diff", _operation(location), f"openapi-diff: {finding['code']} at {location}")


def _operation(location: str) -> str:
    found = re.match(r"paths\.(?P<path>/.*?)\.(?P<method>get|put|post|delete|options|head|patch|trace)\b", location)
    return f"{found['method'].upper()} {found['path']}" if found else location


def _findings(old: Contract, new: Contract, program: Path) -> list[dict[str, Any]]:
    with TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("old.json", "new.json")]
        for file, contract in zip(files, (old, new), strict=True):
            file.write_text(json.dumps(contract.document, default=str), encoding="utf-8")
        # Not a pipe: Node exits before a pipe has taken all of a long output.
        with Path(folder, "output").open("w+", encoding="utf-8") as output:
            process = subprocess.run([program, *files], check=False, stdout=output, stderr=subprocess.PIPE, text=True)
            output.seek(0)
            return _parse(process.returncode, output.read(), process.stderr)


def _parse(status: int, output: str, errors: str) -> list[dict[str, Any]]:
    if status == 0:
        return []
    _, brace, rest = output.partition("{")
    if status != _BREAKING or not brace:
        message = " ".join((errors or output).split())[:300]
        raise OpenapiDiffFailed(f"`node_modules/.bin/openapi-diff OLD NEW` failed with {status}: {message}")
    findings: list[dict[str, Any]] = json.loads(brace + rest)["breakingDifferences"]
    return findings
