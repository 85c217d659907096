"""Adding an operation takes the five edits of CONTRIBUTING.md, and nothing else by hand."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sampling import sampled

ROOT = Path(__file__).resolve().parents[3]
OPERATION = "getProductAvailability"
EDIT = re.compile(r'<!-- edit: (\S+), (new|at the end|(before|after) "([^"]*)") -->\n```\w+\n(.*?)```\n', re.DOTALL)
WRITERS = (
    "codegen",
    "codegen.clients python",
    "docker.compose",
    "tests.performance.modules",
    "tests.operations",
    "tests.performance.capacity",
)
# Its own tests, and tests that have a case for each operation.
_TESTS = (
    "tests/integration/handlers/test_product_availability.py",
    "tests/integration/handlers/test_sample_events.py",
    "tests/integration/handlers/test_costs.py",
    "tests/integration/handlers/test_least_privilege.py",
    "tests/integration/handlers/test_observability.py",
    "tests/contract/test_statuses.py",
    "tests/unit/house/test_one_name_five_places.py",
)
# Tests of the tables and pages, but not the costs of the other operations.
_GENERAL = "product_availability or five_places or page or (row and not matches_its_row)"
# They generate everything again: one runs, or all with FULL=1.
_GENERATED = ("-m codegen --check", "-m codegen.clients python --check", "-m docker.compose --check")
CHECKS = (
    "-m ruff check handlers tests/integration/handlers tests/operations.py",
    "-m ruff format --check handlers/products tests/integration/handlers",
    "-m mypy handlers/products/get_product_availability.py tests/integration/handlers/test_product_availability.py",
    "-m openapi_spec_validator openapi.yaml",
    *sampled(_GENERATED),
    f"-m pytest -q -n 0 {' '.join(_TESTS)} -k '{OPERATION} or {_GENERAL}'",
)


def edits() -> list[tuple[str, str, str, str, str]]:
    return EDIT.findall((ROOT / "CONTRIBUTING.md").read_text())


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with the five edits and the output of `make generate`."""
    copy = tmp_path_factory.mktemp("repository")
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, tracked.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    # Then mypy checks only what the edits change, after `make lint`.
    if (ROOT / ".mypy_cache").is_dir():
        shutil.copytree(ROOT / ".mypy_cache", copy / ".mypy_cache")
    for path, where, side, anchor, text in edits():
        apply(copy / path, where, side, anchor, text)
    for writer in WRITERS:
        run(copy, f"-m {writer}")
    return copy


def apply(file: Path, where: str, side: str, anchor: str, text: str) -> None:
    if where == "new":
        file.write_text(text)
        return
    before = file.read_text()
    if where == "at the end":
        file.write_text(before + text)
        return
    assert f"\n{anchor}\n" in f"\n{before}", f"{file.name} has no line {anchor!r}"
    added = f"{text}{anchor}\n" if side == "before" else f"{anchor}\n{text}"
    file.write_text(f"\n{before}".replace(f"\n{anchor}\n", f"\n{added}", 1).removeprefix("\n"))


def run(copy: Path, arguments: str) -> None:
    ran = subprocess.run(
        [sys.executable, *shlex.split(arguments)], cwd=copy, check=False, capture_output=True, text=True
    )
    assert ran.returncode == 0, f"python {arguments}\n{ran.stdout}\n{ran.stderr}"


def test_example_has_five_edits() -> None:
    files = {path for path, *_ in edits()}

    assert len(files) == 5
    assert {"openapi.yaml", "terraform/functions.json", "tests/operations.yaml"} < files


@pytest.mark.parametrize("arguments", CHECKS)
def test_every_check_passes_after_the_five_edits(copy: Path, arguments: str) -> None:
    run(copy, arguments)
