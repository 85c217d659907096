"""The pages for newcomers: their links resolve, and their commands exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from local.config import ROOT
from ops.__main__ import unknown_words
from tests.aws_command import parse
from tests.pages import ARGUMENTS, VERBS, commands, run

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [
    *("README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md"),
    *(str(page.relative_to(ROOT)) for page in sorted((ROOT / "docs").glob("*.md")) if page.name != "index.md"),
    *(str(page.relative_to(ROOT)) for page in sorted((ROOT / "docs" / "guides").glob("*.md"))),
]


@pytest.mark.parametrize("page", PAGES)
def test_links_of_a_page_resolve(page: str) -> None:
    links = re.findall(r"\]\(([^)]+)\)", (ROOT / page).read_text())

    for address in links:
        path = (ROOT / page).parent / address.partition("#")[0]
        assert address.startswith("https://") or path.exists(), address


@pytest.mark.parametrize("page", PAGES)
def test_verbs_of_a_page_exist(page: str) -> None:
    named = re.findall(r"`make (?:-s )?([a-z][a-z -]*[a-z])", (ROOT / page).read_text())

    assert {verb for words in named for verb in words.split()} <= VERBS


def test_readme_has_at_most_900_words() -> None:
    assert len((ROOT / "README.md").read_text().split()) <= 900


def test_commands_for_contributors_run(tmp_path: Path) -> None:
    ran = run(commands((ROOT / "CONTRIBUTING.md").read_text()), tmp_path)

    assert (ran.status, ran.errors) == (0, "")
    assert [call[1] for call in ran.calls] == ["run", "test", "generate", "lint", "test", "check", "contract-changes"]
    assert {word.partition("=")[0] for call in ran.calls if call[0] == "make" for word in call[2:]} <= ARGUMENTS
    assert [unknown_words(words) for program, *words in ran.calls if program == "shop"] == [[]]


def test_commands_of_the_checklist_run(tmp_path: Path) -> None:
    ran = run(commands((ROOT / "docs" / "pipeline.md").read_text()), tmp_path)

    assert (ran.status, ran.errors) == (0, "")
    assert [call[1] for call in ran.calls] == ["lambda", "sesv2", "releases", "releases", "rollback"]
    assert [unknown_words(words) for program, *words in ran.calls if program == "shop"] == [[]] * 3
    for program, *words in ran.calls:
        if program == "aws":
            parse(words)


def test_licence_is_mit() -> None:
    licence = (ROOT / "LICENSE").read_text()

    assert licence.startswith("MIT License\n\nCopyright (c) ")
    assert 'license = "MIT"' in (ROOT / "pyproject.toml").read_text()
