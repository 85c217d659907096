"""The TypeScript client, installed as its users do, and its story; it needs Node, and is no part of `make test`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codegen.clients.__main__ import main
from codegen.clients.build import build_typescript
from local.config import ROOT
from tests.sdk.facts import StoryFacts, Told
from tests.sdk.samples import sample

if TYPE_CHECKING:
    from tests.harness import RunningShop
    from tests.sdk.conftest import Tell

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of somebody who has installed the client's tarball, and TypeScript."""
    home = tmp_path_factory.mktemp("typescript-client")
    [tarball] = build_typescript(home)
    project = home / "project"
    shutil.copytree(HERE, project, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    ours = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    wanted = [f"{name}@{ours[name]}" for name in ("typescript", "@types/node", "openapi-fetch")]
    (project / "package.json").write_text(json.dumps({"type": "module", "private": True}))
    run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", tarball, *wanted, cwd=project)
    return project


@pytest.fixture(scope="module")
def story(project: Path, shop: RunningShop) -> Path:
    """The story, compiled, with the sample of the client's README beside it."""
    (project / "readme.ts").write_text(sample("typescript", "ts", shop))
    run("node_modules/.bin/tsc", "--outDir", "compiled", cwd=project)
    return project / "compiled" / "story.js"


class TestStory(StoryFacts):
    @pytest.fixture(scope="class")
    @staticmethod
    def told(story: Path, tell: Tell) -> Told:
        return tell(["node", story], 1)


def test_the_sample_of_the_readme_orders_two_books(story: Path) -> None:
    ended = subprocess.run(["node", story.with_name("readme.js")], capture_output=True, text=True, check=False)

    assert ended.stderr == ""
    assert re.fullmatch(r"[0-9A-Z]{26} processing\n", ended.stdout)


def test_the_client_is_what_the_contract_gives() -> None:
    assert main(["typescript", "--check"]) == 0


def test_what_is_wrong_does_not_compile(story: Path) -> None:
    # tsc fails where what is expected to be wrong is right: that it was compiled says that it is wrong.
    assert "@ts-expect-error" in (HERE / "wrong.ts").read_text()
    assert story.with_name("wrong.js").exists()


def test_calls_that_fail_end_as_they_should(story: Path) -> None:
    run("node", "--test", story.with_name("failures.test.js"), cwd=story.parent)


def test_a_call_that_is_never_answered_ends_in_time(story: Path) -> None:
    run("node", "--expose-gc", "--test", story.with_name("hung.test.js"), cwd=story.parent)


def run(*command: str | Path, cwd: Path) -> None:
    ended = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
