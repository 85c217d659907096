"""The gate of the contract: ``python -m ops.contract_changes --base origin/main``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.contract import ContractError
from ops import git
from ops.contract_changes import openapi_diff
from ops.contract_changes.gate import faults
from ops.contract_changes.openapi_diff import OpenapiDiffFailed
from ops.contract_changes.operations import changes
from ops.contract_changes.reading import NotAContract, from_base, from_file
from ops.contract_changes.report import lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.contract import Contract
    from ops.contract_changes.change import Change


_FIRST = "no release yet (no tag such as v1.0.0), and no BASE: there is nothing to compare with."


def main(arguments: Sequence[str] | None = None) -> int:
    """Say what changed in the contract, and return the exit status: 1 keeps it out, 2 is wrong input."""
    asked = _arguments(arguments)
    try:
        base = asked.base or git.newest_release()
        if base is None:
            print(f"contract-changes: {_FIRST}")
            return 0
        old, new = from_base(base, asked.new), from_file(asked.new)
        found = changes(old, new)
        return _judge(old, new, (*found, *_second_opinion(old, new, found)), asked.changelog, base)
    except (NotAContract, ContractError, git.GitRefused, OpenapiDiffFailed) as error:
        print(f"contract-changes: {error}", file=sys.stderr)
        return 2


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ops.contract_changes", description=__doc__)
    parser.add_argument("--base", default="", help="what to compare with: a commit or a file; else the newest release")
    parser.add_argument("--new", default="openapi.yaml", help="the contract as it is now")
    parser.add_argument("--changelog", default="CHANGELOG.md", help="where breaks are written down")
    return parser.parse_args(arguments)


def _second_opinion(old: Contract, new: Contract, found: Sequence[Change]) -> tuple[Change, ...]:
    if not openapi_diff.is_here():
        print("contract-changes: openapi-diff isn't here (it needs Node; npm ci installs it): our rules alone decide.")
        return ()
    return openapi_diff.only_its_own(old, new, found)


def _judge(old: Contract, new: Contract, found: Sequence[Change], changelog: str, base: str) -> int:
    print(f"contract-changes: {base} has {old.version}, here is {new.version}")
    if not found and old.version == new.version:
        print("no changes")
        return 0
    print("\n".join(lines(found)))
    file = Path(changelog)
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    refused = list(faults(old, new, found, text, changelog))
    for fault in refused:
        print(f"contract-changes: {fault}", file=sys.stderr)
    if refused:
        print(f"contract-changes: to see this again: make contract-changes BASE={base}", file=sys.stderr)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
