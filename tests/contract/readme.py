"""The sessions of README.md, typed into a shell as they stand there."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from local.config import ROOT
from tests.harness import RunningShop, environment

README = ROOT / "README.md"
_END = "----"

can_type = pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "curl", "make"))), reason="the README's sessions are typed into bash"
)


def typed(section: str, shop: RunningShop) -> list[str]:
    """Return what each command of a section's session prints, of which none may fail or complain."""
    steps = [f"SHOP={shop.config.url}", *(f"{command}\nprintf '\\n{_END}\\n'" for command in _commands(section))]
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
    assert session.stderr == ""
    return [text.strip() for text in session.stdout.split(_END)]


def _commands(section: str) -> list[str]:
    """Return a session's commands, one a line, without the line that says where the shop is."""
    after = README.read_text().partition(f"## {section}\n")[2]
    block = re.search(r"```sh\n(.*?)```", after, re.DOTALL)
    assert block is not None
    lines = [line for line in block[1].splitlines() if line and not line.startswith("#")]
    assert lines[0].startswith("SHOP=")
    return lines[1:]
