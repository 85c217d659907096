"""The Python client, installed as its users do, and its story."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codegen.clients.build import build_python
from local.config import ROOT
from tests.sdk.facts import StoryFacts, Told
from tests.sdk.samples import sample

if TYPE_CHECKING:
    from tests.harness import RunningShop
    from tests.sdk.conftest import Tell

STORY = Path(__file__).with_name("story.py")
LOCK = ROOT / "tests" / "requirements.txt"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that holds the client's wheel, and what that asks for."""
    home = tmp_path_factory.mktemp("python-client")
    [wheel] = [built for built in build_python(home) if built.suffix == ".whl"]
    # Of what it asks for, the versions that were locked: a release of today fails nobody.
    locked = home / "locked.txt"
    locked.write_text("\n".join(re.findall(r"^[a-z0-9][^ ;\\]*==[^ ;\\]+", LOCK.read_text(), flags=re.MULTILINE)))
    venv.create(home / "venv", with_pip=False)
    python = home / "venv" / "bin" / "python"
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    ended = subprocess.run([*pip, "-c", locked, wheel], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return python


class TestStory(StoryFacts):
    @pytest.fixture(scope="class")
    @staticmethod
    def told(python: Path, tell: Tell) -> Told:
        return tell([python, "-W", "error", STORY], 2)

    def test_tasks_refresh_an_expired_token_once_like_threads(self, told: Told) -> None:
        assert told.steps["refreshWithTasks"] == {**told.steps["refresh"], "books": 8}


@pytest.fixture(scope="module")
def readme(shop: RunningShop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of the client's README."""
    file = tmp_path_factory.mktemp("readme") / "readme.py"
    file.write_text(sample("python", "python", shop))
    return file


def test_the_sample_of_the_readme_orders_two_books(python: Path, readme: Path) -> None:
    ended = subprocess.run([python, "-W", "error", readme], capture_output=True, text=True, check=False)

    assert ended.stderr == ""
    assert re.fullmatch(r"[0-9A-Z]{26} processing\n", ended.stdout)


@pytest.fixture(scope="module")
def complaints(python: Path, readme: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What mypy says, at its strictest, of what a user writes: by file."""
    folder = tmp_path_factory.mktemp("typed")
    shutil.copy(STORY, folder)
    shutil.copy(readme, folder)
    (folder / "wrong.py").write_text(STORY.read_text().replace("quantity=2", "amount=2"))
    mypy: list[str | Path] = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--python-executable", python]
    ended = subprocess.run([*mypy, "."], cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended.stderr
    assert "3 source files" in ended.stdout
    return {line.partition(":")[0]: line for line in ended.stdout.splitlines() if ": error:" in line}


def test_the_story_and_the_sample_are_typed_to_who_has_installed_the_client(complaints: dict[str, str]) -> None:
    assert complaints.keys() <= {"wrong.py"}


def test_a_wrong_field_does_not_pass_for_typed(complaints: dict[str, str]) -> None:
    assert 'Unexpected keyword argument "amount" for "CartItemCreate"' in complaints["wrong.py"]
