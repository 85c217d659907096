"""The TypeScript client, installed from its tarball, runs its story. Needs Node; not part of `make test`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codegen.clients.__main__ import main
from codegen.clients.build import build_typescript
from local.config import ROOT
from tests.sdk.python.test_story import StoryFacts
from tests.sdk.stories import StoryResult, run_story, sample
from tests.unit.clients.calls import calls

if TYPE_CHECKING:
    from tests.harness import RunningShop

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the client's tarball and TypeScript installed."""
    home = tmp_path_factory.mktemp("typescript-client")
    [tarball] = build_typescript(home)
    project = home / "project"
    shutil.copytree(HERE, project, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    ours = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    packages = [f"{name}@{ours[name]}" for name in ("typescript", "@types/node", "openapi-fetch")]
    (project / "package.json").write_text(json.dumps({"type": "module", "private": True}))
    run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", tarball, *packages, cwd=project)
    return project


@pytest.fixture(scope="module")
def story(project: Path, shop: RunningShop) -> Path:
    """The compiled story, beside the compiled sample of the client's README."""
    (project / "readme.ts").write_text(sample("typescript", shop))
    run("node_modules/.bin/tsc", "--outDir", "compiled", cwd=project)
    (project / "compiled" / "calls.json").write_text(json.dumps([asdict(call) for call in calls()]))
    return project / "compiled" / "story.js"


class TestStory(StoryFacts):
    @pytest.fixture(scope="class")
    @staticmethod
    def result(story: Path, shop: RunningShop) -> StoryResult:
        return run_story(shop, ["node", story], refreshes=1)


def test_sample_of_the_readme_orders_two_books(story: Path) -> None:
    process = subprocess.run(["node", story.with_name("readme.js")], capture_output=True, text=True, check=False)

    assert process.stderr == ""
    assert re.fullmatch(r"[0-9A-Z]{26} processing\n", process.stdout)


def test_client_is_up_to_date() -> None:
    assert main(["typescript", "--check"]) == 0


def test_wrong_usage_does_not_compile(story: Path) -> None:
    # tsc fails on an unused @ts-expect-error, so a successful compilation proves the errors.
    assert "@ts-expect-error" in (HERE / "wrong.ts").read_text()
    assert story.with_name("wrong.js").exists()


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.test.ts")))
def test_node_tests_pass(name: str, story: Path) -> None:
    run("node", "--expose-gc", "--test", story.with_name(f"{name}.js"), cwd=story.parent)


def run(*command: str | Path, cwd: Path) -> None:
    process = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout + process.stderr
