"""The Python client, installed from its wheel, runs its story."""

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
from tests.sdk.stories import StoryResult, run_story, sample

if TYPE_CHECKING:
    from tests.harness import RunningShop

STORY = Path(__file__).with_name("story.py")
LOCK = ROOT / "tests" / "requirements.txt"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a virtual environment with the client's wheel and its dependencies."""
    home = tmp_path_factory.mktemp("python-client")
    [wheel] = [built for built in build_python(home) if built.suffix == ".whl"]
    # Locked versions, so that a new release of a dependency breaks no test.
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
    process = subprocess.run([*pip, "-c", locked, wheel], capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr
    return python


# What a story prints for its steps, besides the account and the statuses of its orders.
STEPS = {
    "browse": {"items": 3, "more": True, "books": 8},
    "mistake": {"kind": "validation-failed", "pointers": ["/body/email", "/body/password"]},
    "cart": {"quantities": [2], "exact": True},
    "order": {"status": "processing", "exact": True, "cart": 0},
    "decline": {"kind": "payment-declined", "status": 402, "order": "cancelled"},
    "outOfStock": {"kind": "out-of-stock", "status": 409, "shortages": [[3, 2]]},
    "cancel": {"status": "cancelled"},
    "restock": {"stock": 15, "changed": True},
    "orders": {"statuses": ["cancelled", "cancelled"]},
    "tooMany": {"statuses": ["ok"] * 6},
}


class StoryFacts:
    """Tests of a story; subclasses have a fixture ``result``."""

    @pytest.mark.parametrize("step", STEPS)
    def test_step_has_its_result(self, result: StoryResult, step: str) -> None:
        assert result.steps[step] == STEPS[step]

    def test_registered_user_logs_in(self, result: StoryResult) -> None:
        registered = result.steps["register"]

        assert (registered["role"], registered["sessions"]) == ("customer", 1)
        assert registered["email"].startswith("ada.")

    def test_iteration_reads_all_pages(self, result: StoryResult) -> None:
        assert result.network.statuses("GET", "/v1/products").count(200) >= 4

    def test_order_with_a_lost_response_is_placed_once(self, result: StoryResult) -> None:
        lost, again = result.network.responses_to("POST", "/v1/orders")[:2]

        assert lost.request.headers["idempotency-key"] == again.request.headers["idempotency-key"]
        assert ["idempotency-replayed" in each.headers for each in (lost, again)] == [False, True]

    def test_every_order_has_its_own_key(self, result: StoryResult) -> None:
        orders = result.network.responses_to("POST", "/v1/orders")

        assert len(orders) == 4
        assert len({each.request.headers["idempotency-key"] for each in orders}) == 3

    def test_update_with_a_lost_response_is_sent_once(self, result: StoryResult) -> None:
        updates = [each for each in result.network.responses if each.request.method == "PUT"]

        assert ["/products/" in each.request.url.path for each in updates].count(True) == 1

    def test_concurrent_calls_refresh_an_expired_token_once(self, result: StoryResult) -> None:
        calls = result.network.statuses("GET", "/v1/auth/me")

        assert set(result.steps["refresh"]["emails"]) == {result.steps["register"]["email"]}
        assert result.network.statuses("POST", "/v1/auth/refresh") == [200] * result.refreshes
        assert calls.count(401) > result.refreshes
        assert calls.count(200) == 8 * result.refreshes

    def test_throttled_requests_are_retried_until_they_succeed(self, result: StoryResult) -> None:
        statuses = result.network.statuses("GET", "/partner/v1/health")

        assert statuses.count(200) == 6
        assert set(statuses) == {200, 429}


class TestStory(StoryFacts):
    @pytest.fixture(scope="class")
    @staticmethod
    def result(python: Path, shop: RunningShop) -> StoryResult:
        return run_story(shop, [python, "-W", "error", STORY], refreshes=2)

    def test_tasks_refresh_an_expired_token_once(self, result: StoryResult) -> None:
        assert result.steps["refreshWithTasks"] == {**result.steps["refresh"], "books": 8}


@pytest.fixture(scope="module")
def readme(shop: RunningShop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of the client's README as a file."""
    file = tmp_path_factory.mktemp("readme") / "readme.py"
    file.write_text(sample("python", shop))
    return file


def test_sample_of_the_readme_orders_two_books(python: Path, readme: Path) -> None:
    process = subprocess.run([python, "-W", "error", readme], capture_output=True, text=True, check=False)

    assert process.stderr == ""
    assert re.fullmatch(r"[0-9A-Z]{26} processing\n", process.stdout)


@pytest.fixture(scope="module")
def errors(python: Path, readme: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The errors of mypy --strict in programs that use the client, by file."""
    folder = tmp_path_factory.mktemp("typed")
    shutil.copy(STORY, folder)
    shutil.copy(readme, folder)
    (folder / "wrong.py").write_text(STORY.read_text().replace("quantity=2", "amount=2"))
    mypy: list[str | Path] = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--python-executable", python]
    process = subprocess.run([*mypy, "."], cwd=folder, capture_output=True, text=True, check=False)
    assert process.returncode == 1, process.stderr
    assert "3 source files" in process.stdout
    return {line.partition(":")[0]: line for line in process.stdout.splitlines() if ": error:" in line}


def test_story_and_sample_have_no_type_errors(errors: dict[str, str]) -> None:
    assert errors.keys() <= {"wrong.py"}


def test_wrong_field_is_a_type_error(errors: dict[str, str]) -> None:
    assert 'Unexpected keyword argument "amount" for "CartItemCreate"' in errors["wrong.py"]
