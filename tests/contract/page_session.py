"""Run the commands of a Markdown page in a shell, as a reader would type them."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from local.config import ROOT
from tests.harness import RunningShop, environment

_END = "----"

needs_shell = pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "curl", "make"))), reason="the sessions of the pages need bash, curl and make"
)


def run_session(page: str, section: str, shop: RunningShop) -> list[str]:
    """Return the output of each command in a section's first block; a failure or any output to stderr is an error."""
    steps = [f"SHOP={shop.config.url}", *(f"{command}\nprintf '\\n{_END}\\n'" for command in _commands(page, section))]
    session = subprocess.run(
        ["bash", "-euo", "pipefail"],
        input="\n".join(steps),
        cwd=ROOT,
        env=environment(shop.config),
        capture_output=True,
        text=True,
        check=False,
    )
    assert session.returncode == 0, session.stderr
    assert not session.stderr, session.stderr
    return [text.strip() for text in session.stdout.split(_END)]


def _commands(page: str, section: str) -> list[str]:
    """Return the commands, one per line, without the line that sets the shop's address."""
    after = (ROOT / page).read_text().partition(f"## {section}\n")[2]
    block = re.search(r"```sh\n(.*?)```", after, re.DOTALL)
    assert block is not None
    lines = [line for line in block[1].splitlines() if line and not line.startswith("#")]
    assert lines[0].startswith("SHOP=")
    return lines[1:]
