from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from local.config import CannotRun
from ops.cli import set_output
from ops.github.version import Version, version_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    committed(tmp_path, "0.1.0")
    return tmp_path


def git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def committed(root: Path, version: str, *, tag: str = "") -> None:
    (root / "openapi.yaml").write_text(f"info:\n  version: {version}\n")
    git(root, "add", "openapi.yaml")
    git(root, "commit", "--message", f"feat: {version}", "--allow-empty")
    if tag:
        git(root, "tag", tag)


def version(root: Path) -> Version:
    return version_of(root, root / "openapi.yaml")


def test_the_first_version_is_new_and_has_none_before_it(root: Path) -> None:
    assert version(root) == Version("v0.1.0", "", is_new=True)


def test_a_version_that_has_a_tag_is_not_new(root: Path) -> None:
    committed(root, "0.1.0", tag="v0.1.0")
    committed(root, "0.1.0")

    assert version(root) == Version("v0.1.0", "", is_new=False)


def test_the_last_release_is_the_highest_before_this_commit(root: Path) -> None:
    committed(root, "0.9.0", tag="v0.9.0")
    committed(root, "0.10.0", tag="v0.10.0")
    committed(root, "0.11.0")

    assert version(root) == Version("v0.11.0", "v0.10.0", is_new=True)


def test_a_pre_release_precedes_its_release(root: Path) -> None:
    committed(root, "1.0.0-dev.1", tag="v1.0.0-dev.1")
    assert version(root).is_pre_release

    committed(root, "1.0.0-dev.10", tag="v1.0.0-dev.10")
    committed(root, "1.0.0", tag="v1.0.0")
    assert version(root) == Version("v1.0.0", "v1.0.0-dev.10", is_new=False)
    assert not version(root).is_pre_release

    committed(root, "1.0.1")
    assert version(root).last == "v1.0.0"


def test_a_tag_on_another_branch_is_taken_but_not_the_previous_release(root: Path) -> None:
    git(root, "checkout", "--quiet", "-b", "elsewhere")
    committed(root, "0.2.0", tag="v0.2.0")
    git(root, "checkout", "--quiet", "-")
    committed(root, "0.2.0")

    assert version(root) == Version("v0.2.0", "", is_new=False)


def test_a_folder_without_git_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text("info: {version: 0.1.0}")

    with pytest.raises(CannotRun, match="git tag"):
        version(tmp_path)


def test_the_version_is_an_output_for_later_steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))

    set_output("version", "v1.0.0")
    set_output("last", "")

    assert (tmp_path / "outputs").read_text() == "version=v1.0.0\nlast=\n"
