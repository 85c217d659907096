"""``python -m tests.docs``: the command of `make docs-test`. With ``ready`` it only checks its prerequisites."""

from __future__ import annotations

import os
import subprocess
import sys

from local.config import ROOT
from ops.tool_environments import InstallFailed
from tests.docs.chromium import NoBrowser, executable, packages


def main(arguments: list[str]) -> int:
    """Test the documentation in a browser, and return pytest's exit code; 1 without a browser."""
    try:
        executable()
        if arguments == ["ready"]:
            return 0
        found = packages()
    except (NoBrowser, InstallFailed) as reason:
        print(reason, file=sys.stderr)
        return 1
    # Installed beside the tests' packages, constrained to their versions.
    pytest = [sys.executable, "-m", "pytest", "tests/docs", *arguments]
    return subprocess.run(pytest, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(found)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
