"""A temporary repository for tests that run git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


class Repository:
    """A temporary repository, the working directory of the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "Ada Lovelace")
        self.git("config", "user.email", "ada@example.com")
        self.git("config", "commit.gpgsign", "false")

    def git(self, *arguments: str, given: bytes = b"") -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, input=given, capture_output=True, check=True)

    def commit(self, message: str | bytes, **files: str) -> None:
        for name, text in files.items():
            (self.folder / name.replace("__", ".")).write_text(text)
        given = message if isinstance(message, bytes) else message.encode()
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--allow-empty-message", "--file=-", given=given)

    def tag(self, name: str) -> None:
        self.git("tag", name)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    # The developer's git settings must not affect the tests.
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path)
