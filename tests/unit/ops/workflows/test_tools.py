"""Each linter runs, and its findings fail the check."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from ops.workflows.tools import LintersFailed, run_linters, shell_scripts

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
on: push
permissions: {}
concurrency: {group: deploy, cancel-in-progress: false}
name: Deploy
jobs:
  build:
    name: Build
    runs-on: ubuntu-24.04
    steps:
      - name: Build
        id: build
        run: make image
"""
# The planted fault of each tool that must report it.
FAULTS = {
    "/actionlint": ("run: make image", "run: make ${{ steps.built.outputs.name }}"),
    "SC2086": ("run: make image", "run: cat $HOME/image"),
    "/zizmor": ("run: make image", 'run: echo "${{ github.event.head_commit.message }}"'),
    "/check-jsonschema": ("name: Build\n        id", "nam: Build\n        id"),
    "/shellcheck --severity": ("", ""),
}


def repository(root: Path, old: str, new: str) -> Path:
    file = root / ".github" / "workflows" / "deploy.yml"
    file.parent.mkdir(parents=True)
    file.write_text(GOOD.replace(old, new))
    script = root / "build"
    script.write_text("#!/bin/sh\n" + ("echo good\n" if old else "cd $1\n"))
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    return root


def refusal(root: Path) -> str:
    try:
        run_linters(root)
    except LintersFailed as failed:
        return str(failed)
    return "nothing"


# One test, so that a single process installs missing tools.
def test_each_tool_reports_its_planted_fault(tmp_path: Path) -> None:
    good = repository(tmp_path / "good", "name", "name")

    messages = {
        tool: refusal(repository(tmp_path / f"fault-{n}", *fault)) for n, (tool, fault) in enumerate(FAULTS.items())
    }

    assert refusal(good) == "nothing"
    assert {tool: tool in message for tool, message in messages.items()} == dict.fromkeys(FAULTS, True)


@pytest.mark.parametrize(
    ("first", "is_shell"),
    [("#!/bin/sh", True), ("#!/usr/bin/env bash", True), ("#!/usr/bin/env python3", False), ("echo", False)],
)
def test_shell_scripts_are_recognized_by_their_shebang(tmp_path: Path, first: str, *, is_shell: bool) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / "tool").write_text(f"{first}\ntrue\n")

    assert shell_scripts(tmp_path) == (["tool"] if is_shell else [])
