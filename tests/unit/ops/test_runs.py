from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.config import CannotRun
from ops.journal import JOURNAL, RUN, Journal, journal_told
from ops.runs import KINDS, Kind, Run, new_name

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["123-1", "a" * 24, None], ids=["short", "long", "made-up"])
def test_an_address_is_the_mail_simulators_and_its_runs_alone(kind: Kind, name: str | None) -> None:
    name = name or new_name()
    run = Run(kind, name)

    address = run.new_address()

    local, _, domain = address.partition("@")
    assert local.startswith(f"success+{kind}-{name}-")
    assert len(local) <= 64
    assert domain == "simulator.amazonses.com"
    assert run.owns(address)
    assert address != run.new_address()
    assert not any(Run(other, name).owns(address) for other in KINDS if other != kind)
    assert not Run(kind, "another").owns(address)
    assert Run.of_tag(run.tag) == run


@pytest.mark.parametrize("name", ["", "ab", "A1b", "a--b", "-ab", "ab-", "a.b", "a/../b", "a" * 25, "abc\n"])
def test_what_is_no_name_of_a_run_is_refused(name: str) -> None:
    with pytest.raises(CannotRun, match=r"^RUN must be"):
        Run("e2e", name)


def test_what_is_no_tag_is_refused() -> None:
    with pytest.raises(CannotRun, match="no run's tag"):
        Run.of_tag("something-123")


def test_a_journal_is_told_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(RUN, raising=False)
    assert journal_told() is None

    monkeypatch.setenv(RUN, "e2e-123")
    monkeypatch.setenv(JOURNAL, str(tmp_path / "journal"))
    assert journal_told() == Journal(Run("e2e", "123"), tmp_path / "journal")


def test_a_journal_says_each_thing_once_and_in_its_order(tmp_path: Path) -> None:
    journal = Journal.of_run(Run("e2e", "123"), tmp_path)
    journal.begin()
    for email in ("b", "a", "b"):
        journal.note(email=email)
    journal.note(order="o")

    made = journal.read()

    assert list(made.emails) == ["b", "a"]
    assert list(made.orders) == ["o"]
    assert (made.torn, made.begun_at is None) == (0, False)


def test_a_journal_of_another_run_is_refused(tmp_path: Path) -> None:
    Journal(Run("e2e", "123"), tmp_path / "journal").begin()

    with pytest.raises(CannotRun, match="no journal of e2e-124"):
        Journal(Run("e2e", "124"), tmp_path / "journal").read()


def test_a_journal_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="put it there again"):
        Journal.of_run(Run("e2e", "123"), tmp_path).read()
