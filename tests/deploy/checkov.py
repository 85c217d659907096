"""checkov, in an environment of its own: its dependencies conflict with those of the tests."""

from __future__ import annotations

import subprocess
from pathlib import Path

from local.config import ROOT
from ops.tool_environments import tool_environment

HOME = ROOT / ".cache" / "checkov"
LOCK = Path(__file__).with_name("checkov.txt")
TERRAFORM = ROOT / "terraform"
SKIPPED = TERRAFORM / "checkov.yaml"
# It only counts files that it can't parse.
_UNREAD = "Parsing errors"
_SUMMARY = "Passed checks:"


class CheckovFailed(Exception):  # caught by the driver
    """checkov found something; the message holds its output."""


def held(home: Path = HOME) -> str:
    """Check Terraform's files against checkov's rules but those skipped with a reason."""
    read = ["--directory", str(TERRAFORM), "--framework", "terraform", "--config-file", str(SKIPPED)]
    ended = subprocess.run(
        [str(tool_environment(home, LOCK)), "-m", "checkov.main", *read, "--quiet", "--compact", "--skip-download"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    summary = [line for line in ended.stdout.splitlines() if line.startswith(_SUMMARY)]
    # Without a summary it checked nothing.
    if ended.returncode != 0 or len(summary) != 1 or _UNREAD in summary[0]:
        raise CheckovFailed(f"checkov:\n{ended.stdout}")
    return summary[0]
