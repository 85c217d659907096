"""The environment of a deploy-test tool is created once per lock file; pip is not run here."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from ops.tool_environments import InstallFailed, tool_environment


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    file = tmp_path / "checkov.txt"
    file.write_text("checkov==1\n")
    return file


@pytest.fixture
def status() -> int:
    return 0


@pytest.fixture
def installs(monkeypatch: pytest.MonkeyPatch, status: int) -> list[list[str]]:
    done: list[list[str]] = []

    def run(command: Iterable[str | Path], **_: object) -> subprocess.CompletedProcess[str]:
        done.append([str(word) for word in command])
        return subprocess.CompletedProcess([], status, stdout="no such package")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr("venv.create", lambda home, **_: Path(home).mkdir())
    return done


def test_environment_is_installed_once_with_hashes(tmp_path: Path, lock: Path, installs: list[list[str]]) -> None:
    assert tool_environment(tmp_path / "home", lock) == tool_environment(tmp_path / "home", lock)

    [command] = installs
    assert "--require-hashes" in command


def test_changed_lock_file_is_installed_again(tmp_path: Path, lock: Path, installs: list[list[str]]) -> None:
    tool_environment(tmp_path / "home", lock)
    lock.write_text("checkov==2\n")
    tool_environment(tmp_path / "home", lock)

    assert len(installs) == 2


@pytest.mark.parametrize("status", [1])
def test_failed_installation_is_retried(tmp_path: Path, lock: Path, installs: list[list[str]]) -> None:
    for _ in range(2):
        with pytest.raises(InstallFailed, match="no such package"):
            tool_environment(tmp_path / "home", lock)

    assert len(installs) == 2
