"""A second opinion: npm's openapi-diff, where Node and the packages of package-lock.json are."""

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
    """It could not compare the contracts; the message says what it said, and how to run it."""


def is_here(program: Path = PROGRAM) -> bool:
    """Tell whether it is installed."""
    return program.exists()


def only_its_own(old: Contract, new: Contract, ours: Iterable[Change], program: Path = PROGRAM) -> tuple[Change, ...]:
    """Return what it alone calls breaking: in an operation where none of our rules found a breaking change.

    Parameters
    ----------
    old, new : Contract
        The contracts.
    ours : Iterable[Change]
        What our rules found.
    program : Path
        The program.

    Raises
    ------
    OpenapiDiffFailed
        If it can't compare them.
    """
    told = {change.where for change in ours if change.severity is Severity.BREAKING}
    found = dict.fromkeys(_changes(_findings(old, new, program)))
    return tuple(change for change in found if not any(_same_place(change.where, where) for where in told))


def _same_place(its: str, ours: str) -> bool:
    operation = " ".join(ours.split(" ")[:2])
    return operation == its or its.endswith(f" {ours}") or ours == "the contract"


def _changes(findings: Iterable[dict[str, Any]]) -> Iterator[Change]:
    for finding in findings:
        details = finding["sourceSpecEntityDetails"] or finding["destinationSpecEntityDetails"]
        location = details[0]["location"] if details else ""
        yield Change(
            "openapi-diff", _operation(location), f"openapi-diff calls it breaking: {finding['code']} at {location}"
        )


def _operation(location: str) -> str:
    found = re.match(r"paths\.(?P<path>/.*?)\.(?P<method>get|put|post|delete|options|head|patch|trace)\b", location)
    return f"{found['method'].upper()} {found['path']}" if found else location


def _findings(old: Contract, new: Contract, program: Path) -> list[dict[str, Any]]:
    with TemporaryDirectory() as place:
        files = [Path(place, name) for name in ("old.json", "new.json")]
        for file, contract in zip(files, (old, new), strict=True):
            file.write_text(json.dumps(contract.document, default=str), encoding="utf-8")
        # A file, as Node leaves before a pipe has taken all of a long answer.
        with Path(place, "said").open("w+", encoding="utf-8") as said:
            ran = subprocess.run([program, *files], check=False, stdout=said, stderr=subprocess.PIPE, text=True)
            said.seek(0)
            return _read(ran.returncode, said.read(), ran.stderr)


def _read(status: int, said: str, error: str) -> list[dict[str, Any]]:
    if status == 0:
        return []
    _, brace, rest = said.partition("{")
    if status != _BREAKING or not brace:
        told = " ".join((error or said).split())[:300]
        raise OpenapiDiffFailed(f"`node_modules/.bin/openapi-diff OLD NEW` failed with {status}: {told}")
    found: list[dict[str, Any]] = json.loads(brace + rest)["breakingDifferences"]
    return found
