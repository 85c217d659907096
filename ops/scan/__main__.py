"""Looks for holes: ``make scan``, or one of it: ``python -m ops.scan secrets``.

What can't be looked at is left out, and said; with ``REQUIRED=1``, as a pipeline calls it, that fails.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from ops.scan import code, npm, secrets
from ops.tool_environments import NotInstalled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ops.scan.result import Outcome

_SCANS: Mapping[str, Callable[[], Outcome]] = {"code": code.scanned, "secrets": secrets.scanned, "npm": npm.scanned}


def main(wanted: Sequence[str]) -> int:
    """Do the scans that are wanted, or all, say what they found and return the exit status."""
    if unknown := set(wanted) - _SCANS.keys():
        print(f"scan: there is no {', '.join(sorted(unknown))}, but {', '.join(_SCANS)}", file=sys.stderr)
        return 2
    required = os.environ.get("REQUIRED") == "1"
    try:
        return max(_said(_SCANS[name](), required=required) for name in wanted or _SCANS)
    except NotInstalled as reason:
        print(f"scan: {reason}", file=sys.stderr)
        return 1


def _said(outcome: Outcome, *, required: bool) -> int:
    for finding in outcome.findings:
        print(f"scan: {finding}", file=sys.stderr)
    if outcome.left_out:
        print(f"scan: left out {outcome.left_out}")
    elif not outcome.findings:
        print(f"scan: {outcome.looked_at}: nothing found")
    return outcome.status(required=required)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
