"""Run the commands and the programs of the documentation's pages as a reader does, against a shop."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from local.config import ROOT
from tests.harness import RunningShop, environment
from tests.pages import commands

# The samples' shop, which every reader can start.
SHOP = "http://127.0.0.1:8080"
_END = "----"
needs_shell = pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "curl", "make"))), reason="the sessions of the pages need bash, curl and make"
)


def run_session(page: str, title: str, shop: RunningShop) -> list[str]:
    """Run the commands of a section as a reader types them, and return the output of those that print something."""
    block = commands((ROOT / page).read_text().partition(f"## {title}\n")[2])[0]
    lines = [line for line in block.replace(SHOP, shop.config.url).splitlines() if line and not line.startswith("#")]
    assert lines[0] == f"SHOP={shop.config.url}"
    return [text for text in run_shell(lines, shop) if text]


def run_shell(texts: list[str], shop: RunningShop) -> list[str]:
    """Run texts of commands in one shell, which stops at the first failure, and return the output of each."""
    script = "".join(f"{text}\nprintf '\\n{_END}\\n'\n" for text in texts)
    return [text.strip() for text in run_program(["bash", "-euo", "pipefail"], shop, script).split(f"\n{_END}\n")[:-1]]


def run_program(command: list[str], shop: RunningShop, script: str = "") -> str:
    """Run a program and return its output; it may neither fail nor write to stderr."""
    ended = subprocess.run(
        command, input=script, cwd=ROOT, env=environment(shop.config), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == "", ended.stderr
    return ended.stdout
