"""The command line of ``bin/shop``: help, exit codes, and the Makefile beside it."""

from __future__ import annotations

import re

import pytest

from local.config import ROOT
from ops.__main__ import COMMANDS, unknown_words
from tests.unit.ops.conftest import run_shop


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_shop(name, "--help") == 0
    assert f"Usage: bin/shop {name}" in capsys.readouterr().out


def test_the_overview_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_shop("--help") == 0
    listed = re.findall(r"^  ([a-z-]+)  ", capsys.readouterr().out.partition("Commands:")[2], re.MULTILINE)
    assert listed == list(COMMANDS)


def test_an_unknown_command_is_wrong_usage() -> None:
    assert run_shop("deploy") == 2


def test_the_launcher_names_commands_that_exist() -> None:
    listed = re.search(r"\n    (audit .*?)\) packages=tests", (ROOT / "bin" / "shop").read_text(), re.DOTALL)
    assert listed is not None
    assert set(re.findall(r"[a-z][a-z-]+", listed[1])) <= set(COMMANDS)


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        (["plan", "--stage", "dev"], []),
        (["image", "push", "--arch=arm64"], []),
        (["partner-key", "delete"], ["delete"]),
        (["plan", "--stge", "dev"], ["--stge"]),
    ],
)
def test_unknown_words_of_a_command_are_found(words: list[str], unknown: list[str]) -> None:
    assert unknown_words(words) == unknown


def test_make_has_at_most_18_verbs() -> None:
    assert len(re.findall(r"^[a-z-]+:.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)) <= 18
