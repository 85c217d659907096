"""`bin/shop lock` runs the locks of Python's and npm's packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ops import lock
from tests.unit.ops.conftest import run_shop

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which `local/lock.sh` and `npm` only record their calls."""
    for program in ("local/lock.sh", "programs/npm"):
        file = tmp_path / program
        file.parent.mkdir()
        file.write_text('#!/bin/sh\necho "${0##*/} $*" >>calls\ntest ! -e fails\n')
        file.chmod(0o755)
    monkeypatch.setattr(lock, "ROOT", tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path / 'programs'}:/bin:/usr/bin")
    return tmp_path


def test_lock_passes_the_options_of_uv_and_locks_npms_packages(checkout: Path) -> None:
    assert run_shop("lock", "--upgrade-package", "httpx") == 0

    assert (checkout / "calls").read_text().splitlines() == [
        "lock.sh --upgrade-package httpx",
        "npm install --package-lock-only",
    ]


def test_lock_without_npm_says_what_it_skips(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)

    assert run_shop("lock") == 0

    assert "skipped package-lock.json: npm is not installed" in capsys.readouterr().out
    assert (checkout / "calls").read_text() == "lock.sh \n"


def test_failed_lock_is_one_line(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "fails").touch()

    assert run_shop("lock") == 1

    assert capsys.readouterr().err == "bin/shop lock: failed: local/lock.sh\n"
    assert (checkout / "calls").read_text() == "lock.sh \n"
