"""The contract gate: ``python -m ops.contract_changes --base origin/main``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.contract import ContractError
from ops import git
from ops.contract_changes import openapi_diff
from ops.contract_changes.gate import violations
from ops.contract_changes.loading import InvalidContract, from_base, from_file
from ops.contract_changes.openapi_diff import OpenapiDiffFailed
from ops.contract_changes.operations import changes
from ops.contract_changes.report import report_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.contract import Contract
    from ops.contract_changes.change import Change


_FIRST = "no release yet (no tag such as v1.0.0) and no --base: there is nothing to compare with."


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the contract's changes and return the exit status: 1 if the gate rejects them, 2 for invalid input."""
    options = _parse(arguments)
    try:
        base = options.base or git.newest_release()
        if base is None:
            print(f"contract-changes: {_FIRST}")
            return 0
        old, new = from_base(base, options.new), from_file(options.new)
        found = changes(old, new)
        return _judge(old, new, (*found, *_second_opinion(old, new, found)), options.changelog, base)
    except (InvalidContract, ContractError, git.GitRefused, OpenapiDiffFailed) as error:
        print(f"contract-changes: {error}", file=sys.stderr)
        return 2


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ops.contract_changes", description=__doc__)
    parser.add_argument("--base", default="", help="commit or file to compare with (default: the newest release)")
    parser.add_argument("--new", default="openapi.yaml", help="the new contract")
    parser.add_argument("--changelog", default="CHANGELOG.md", help="file that must describe breaking changes")
    return parser.parse_args(arguments)


def _second_opinion(old: Contract, new: Contract, found: Sequence[Change]) -> tuple[Change, ...]:
    if not openapi_diff.is_installed():
        print("contract-changes: openapi-diff isn't installed (it needs Node and `npm ci`): only our rules decide.")
        return ()
    return openapi_diff.additional_breaks(old, new, found)


def _judge(old: Contract, new: Contract, found: Sequence[Change], changelog: str, base: str) -> int:
    print(f"contract-changes: version {old.version} at {base}, {new.version} here")
    if not found and old.version == new.version:
        print("no changes")
        return 0
    print("\n".join(report_lines(found)))
    file = Path(changelog)
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    rejections = list(violations(old, new, found, text, changelog))
    for rejection in rejections:
        print(f"contract-changes: {rejection}", file=sys.stderr)
    if rejections:
        print(f"contract-changes: to repeat this check: make contract-changes BASE={base}", file=sys.stderr)
    return 1 if rejections else 0


if __name__ == "__main__":
    sys.exit(main())
