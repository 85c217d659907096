"""``python -m tests.docs``: the command of `make docs-test`. With ``ready`` it only checks its prerequisites."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from local.config import ROOT, CannotRun
from ops.tool_environments import tool_environment


def main(arguments: list[str]) -> int:
    """Test the documentation in a browser, and return pytest's exit code; 1 without a browser."""
    try:
        chromium()
        if arguments == ["ready"]:
            return 0
        # Playwright and axe are installed beside the tests' packages, constrained to their versions.
        python = tool_environment(ROOT / ".cache" / "browser", Path(__file__).with_name("requirements.txt"))
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 1
    (packages,) = python.parents[1].glob("lib/python3*/site-packages")
    pytest = [sys.executable, "-m", "pytest", "tests/docs", *arguments]
    return subprocess.run(pytest, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(packages)}, check=False).returncode


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise CannotRun("Chromium isn't installed: install it (Debian: apt-get install chromium), and run this again.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
