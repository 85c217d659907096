"""`bin/shop load` on a running shop: every request is answered, and nothing of the run remains."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

from local.aws.clients import client
from local.config import ROOT, TABLE
from ops.load.shoppers import MIX
from tests.harness import environment
from tests.integration.handlers.table import Table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harness import RunningShop


def _keys(shop: RunningShop) -> set[Any]:
    return set(Table(TABLE, client("dynamodb", shop.config.aws_url)).rows())


def _load(shop: RunningShop, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops", "load", "--run=of-the-tests", f"--journals={folder}", f"--folder={folder}"],
        cwd=ROOT,
        env=environment(shop.config) | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_request_of_a_short_load_is_answered_and_the_run_purged(shop: RunningShop, tmp_path: Path) -> None:
    before = _keys(shop)

    # When every operation is sent, at two rates
    loaded = _load(shop, tmp_path, RATES="10,20", DURATION="2", MIX=",".join(f"{name}=1" for name in MIX))

    # Then every request is answered without an error
    assert loaded.returncode == 0, loaded.stderr
    page = (tmp_path / "load.md").read_text()
    cells = [line.split(" | ") for line in page.splitlines() if line.startswith(("| 10 |", "| 20 |", "| `"))]
    steps, operations = cells[:2], cells[2:]
    assert [step[2:4] for step in steps] == [["20", "0"], ["40", "0"]]
    assert {row[0].strip("|` ") for row in operations} == set(MIX)
    assert page.partition("## Errors by kind")[2].count("\nNone.\n") == 1
    # And what it created is purged
    assert "purged 13 accounts, " in loaded.stdout
    assert "20 products" in loaded.stdout
    assert _keys(shop) - before == set()


def test_load_on_a_shop_that_could_not_be_purged_is_rejected(shop: RunningShop, tmp_path: Path) -> None:
    loaded = _load(shop, tmp_path, BASE_URL="https://api.example.com/v1")

    assert loaded.returncode == 2
    [line] = loaded.stderr.splitlines()
    assert "could not be deleted: name its stage, too, with STAGE=dev" in line
    assert list(tmp_path.iterdir()) == []
