"""Lints GitHub's workflows and all shell: ``make workflows``."""

from __future__ import annotations

import sys

from local.config import ROOT
from ops.tool_environments import NotInstalled
from ops.workflows.parser import NotAWorkflow, all_of
from ops.workflows.rules import findings, place
from ops.workflows.tools import Refused, held


def main() -> int:
    """Say what is wrong, or what was looked at, and return the exit status."""
    try:
        workflows = all_of(ROOT)
        wrong = findings(workflows, place(ROOT))
        for finding in wrong:
            print(f"workflows: {finding}", file=sys.stderr)
        for line in held():
            print(f"workflows: {line}")
    except (NotAWorkflow, NotInstalled, Refused) as reason:
        print(f"workflows: {reason}", file=sys.stderr)
        return 1
    if not wrong:
        print(f"workflows: our own rules: good, {len(workflows)} files")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
