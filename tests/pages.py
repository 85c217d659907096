"""Pages with commands: their ``sh`` blocks, run by a shell that replaces ``aws`` and ``make`` by recorders,
or as a reader does, against a shop.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from local.config import ROOT
from tests.harness import RunningShop, environment

MAKEFILE = (ROOT / "Makefile").read_text()
VERBS = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
ARGUMENTS = set(re.findall(r"\b([A-Z][A-Z_]+)=", "".join(re.findall("## .*", MAKEFILE))))

# The programs of a page's commands: recorded and never run, unless a test replaces `aws`.
PROGRAMS = ("aws", "docker", "git", "make", "shop", "terraform")
# Records its arguments, and prints the test's response, or an ARN that can also serve as an address or an id.
_RECORDER = """#!/bin/bash
printf '%s\\0' "$(($# + 1))" "${0##*/}" "$@" >>"$RECORD"
cat >/dev/null
cat "$RESPONSES/$1 $2" 2>/dev/null || echo arn:aws:service:us-east-1:000000000000:resource
"""


# The samples' shop, which every reader can start.
SHOP = "http://127.0.0.1:8080"
_END = "----"
needs_shell = pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "curl", "make"))), reason="the sessions of the pages need bash, curl and make"
)


@dataclass(frozen=True, slots=True)
class Ran:
    """The outcome of a page's commands: the shell's status, the output, and each call of a program."""

    status: int
    output: str
    errors: str
    calls: list[list[str]]


def commands(text: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def run(
    blocks: list[str],
    folder: Path,
    *,
    files: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Ran:
    """Run blocks of commands in order in one shell, which stops at the first failure.

    The files are programs, such as ``aws``, and responses of the others, such as that of ``sqs receive-message``.
    """
    for entry in ROOT.iterdir():
        if entry.name != "bin":
            (folder / entry.name).symlink_to(entry)
    place, record = folder / "programs", folder / "programs" / "record"
    place.mkdir()
    (folder / "bin").mkdir()
    (folder / "bin" / "shop").symlink_to(place / "shop")
    for name, text in (dict.fromkeys(PROGRAMS, _RECORDER) | dict(files or {})).items():
        (place / name).write_text(text)
        (place / name).chmod(0o755)
    record.touch()
    own = {"PATH": f"{place}:{os.environ['PATH']}", "STAGE": "dev", "RECORD": str(record), "RESPONSES": str(place)}
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=folder,
        env=own | dict(environment or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    words = iter(record.read_text().split("\0")[:-1])
    calls = [[next(words) for _ in range(int(count))] for count in words]
    return Ran(ended.returncode, ended.stdout, ended.stderr, calls)


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
