"""`bin/shop stage-test` on a running shop in place of a stage: it is purged, and nobody gets an e-mail."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.clients import client
from local.config import ROOT, TABLE
from local.gateway.mailbox import sent_mails
from ops import journal as journals
from ops.journal import Journal, Run
from tests.contract.principals import ANONYMOUS
from tests.contract.run import try_deployment
from tests.harness import environment, eventually, free_ports, new_config, running_shop
from tests.integration.handlers.table import Table
from tests.integration.local.partners import control

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.harness import RunningShop

_RUN = Run("contract-test", "of-the-tests")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """A shop that nobody else is at."""
    with running_shop(new_config(tmp_path_factory.mktemp("stage")), SCHEDULE_SECONDS="1") as shop:
        yield shop


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal.of_run(_RUN, tmp_path)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a shop: the rows of its table, and the names of its partner keys."""

    rows: dict[Any, Any]
    keys: set[str]


def _standing(shop: RunningShop) -> Standing:
    keys = {key["name"] for key in control(shop.config).get_api_keys()["items"]}
    return Standing(Table(TABLE, client("dynamodb", shop.config.aws_url)).rows(), keys)


def _command(name: str, journal: Journal, *options: str) -> list[str]:
    shop = [sys.executable, "-m", "ops", name]
    return [*shop, f"--run={journal.run.name}", f"--journals={journal.path.parent}", *options]


def _environment(shop: RunningShop) -> dict[str, str]:
    return environment(shop.config)


def _begun(shop: RunningShop, journal: Journal) -> tuple[subprocess.Popen[str], int]:
    """Begin to try a stage, and return the process and its child, which has made something."""
    tried = subprocess.Popen(
        _command("stage-test", journal, "--phases=examples", "--examples=1"),
        cwd=ROOT,
        env=_environment(shop),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    eventually(lambda: journal.path.exists() and journal.read().orders)
    return tried, _child_of(tried.pid)


def _child_of(pid: int) -> int:
    children = _proc(pid, f"task/{pid}/children").split()
    return next(int(child) for child in children if "tests.contract.run" in _proc(int(child), "cmdline"))


def _proc(pid: int, what: str) -> str:
    with open(f"/proc/{pid}/{what}") as told:  # noqa: PTH123  # no file, but the kernel's word
        return told.read()


def test_a_stage_is_unchanged_after_its_test(stage: RunningShop, journal: Journal) -> None:
    # Given a stage
    before, mails_before = _standing(stage), len(sent_mails(stage.config.aws_url))

    # When it is tried
    tried, child = _begun(stage, journal)
    told = dict(entry.partition("=")[::2] for entry in _proc(child, "environ").split("\0"))
    said, _ = tried.communicate(timeout=1500)

    # Then everybody who may ask was played on both servers
    assert tried.returncode == 0, said
    assert said.count("holds") == 6
    # And what was made is gone, all of which is written down
    assert _standing(stage) == before
    made = journal.read()
    assert f"{_RUN.tag}: purged {len(made.users)} accounts, " in said
    assert len(made.users) > 6
    assert made.products
    # And whoever was written to is the simulator
    mails = sent_mails(stage.config.aws_url)
    written = mails[: len(mails) - mails_before]
    assert written
    assert all(_RUN.owns(mail["to"]) for mail in written)
    # And nobody else was told the admin's password, nor its children how to get at the stage itself
    password = told["CONTRACT_TEST_ADMIN_PASSWORD"]
    assert len(password) > 20
    assert password not in said
    assert password not in journal.path.read_text()
    assert journal.path.stat().st_mode & 0o077 == 0
    assert not any(name.startswith("AWS_") for name in told)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_test_is_purged_by_its_journal(
    stage: RunningShop, journal: Journal, how: signal.Signals
) -> None:
    # Given a stage whose test is cut off
    before = _standing(stage)
    tried, child = _begun(stage, journal)
    tried.send_signal(how)
    if how == signal.SIGKILL:
        os.killpg(child, how)
    said, _ = tried.communicate(timeout=300)
    assert tried.returncode == {signal.SIGTERM: 128 + how, signal.SIGKILL: -how}[how]
    # And what it has made is taken away by itself, unless it was killed
    assert ("purged" in said) == (how == signal.SIGTERM)

    # When it is purged once more
    purged = subprocess.run(
        _command("purge", journal), cwd=ROOT, env=_environment(stage), capture_output=True, text=True, check=False
    )

    # Then all of it is gone, but for a product whose id its maker wasn't told any more
    assert purged.returncode == 0, purged.stderr
    after = _standing(stage)
    assert {key for key in after.rows.keys() - before.rows.keys() if not key[0].startswith("PRODUCT#")} == set()
    assert before.rows.items() <= after.rows.items()
    assert after.keys == before.keys


def test_every_registered_address_belongs_to_the_run(
    stage: RunningShop, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a run, which is told
    journal.begin()
    monkeypatch.setenv(journals.RUN, _RUN.tag)
    monkeypatch.setenv(journals.JOURNAL, str(journal.path))
    before = _standing(stage).rows.keys()

    # When accounts are asked for in every way, good or bad
    (outcome,) = try_deployment(
        stage.storefront, [ANONYMOUS], phases=("coverage", "fuzzing"), operations=["registerUser"], max_examples=30
    )

    # Then each that there is now has an address of the run, which was written down
    assert list(outcome.complaints()) == [], outcome.text
    made = {
        partition.removeprefix("EMAIL#") for partition, sort in _standing(stage).rows.keys() - before if sort == "GUARD"
    }
    assert len(made) > 10
    assert all(map(_RUN.owns, made))
    assert made <= journal.read().emails.keys()


@pytest.mark.parametrize(
    ("stage_name", "options", "said"),
    [
        ("prod", [], "bin/shop purge: --production goes with --stage prod"),
        ("dev", ["--production"], "bin/shop purge: --production goes with --stage prod"),
        ("prod", ["--production"], "bin/shop purge: There is no journal "),
        ("dev", [], "bin/shop purge: There is no journal "),
        ("Dev", [], "Usage: bin/shop purge"),
    ],
)
def test_a_purge_of_anything_else_is_refused(
    journal: Journal, tmp_path: Path, stage_name: str, options: list[str], said: str
) -> None:
    # Given a journal of the contract tests, where it may be looked for
    if stage_name == "prod":
        journal.begin()
    settings = environment(new_config(tmp_path), AWS_EC2_METADATA_DISABLED="true")
    options = [f"--stage={stage_name}", *options]

    ended = subprocess.run(
        _command("purge", journal, *options), cwd=ROOT, env=settings, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(said), ended.stderr


def test_production_is_not_tested(tmp_path: Path, journal: Journal) -> None:
    settings = environment(new_config(tmp_path), AWS_EC2_METADATA_DISABLED="true")

    ended = subprocess.run(
        _command("stage-test", journal, "--stage=prod"),
        cwd=ROOT,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    assert ended.stderr.startswith("bin/shop stage-test: Production gets no made-up requests")
    assert not journal.path.exists()


def test_a_stage_that_does_not_respond_is_an_error(stage: RunningShop, journal: Journal) -> None:
    nowhere = f"--base-url=http://127.0.0.1:{free_ports(1)[0]}/v1"

    ended = subprocess.run(
        _command("stage-test", journal, nowhere),
        cwd=ROOT,
        env=_environment(stage),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith("bin/shop stage-test: ConnectError")
    assert ended.stderr.count("\n") == 1
    assert f"{_RUN.tag}: purged 0 accounts" in ended.stdout
