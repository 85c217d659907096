from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ops.cli import CannotRun, WrongInput
from ops.journal import JOURNAL, KINDS, RUN, Journal, Kind, Run, new_name

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["123-1", "a" * 24, None], ids=["short", "long", "generated"])
def test_an_address_belongs_to_the_simulator_and_one_run(kind: Kind, name: str | None) -> None:
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
def test_an_invalid_name_is_refused(name: str) -> None:
    with pytest.raises(WrongInput, match=r"^--run must be"):
        Run("e2e", name)


def test_an_invalid_tag_is_refused() -> None:
    with pytest.raises(CannotRun, match="not a run's tag"):
        Run.of_tag("something-123")


def test_the_environment_names_the_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(RUN, raising=False)
    assert Journal.from_environment() is None

    monkeypatch.setenv(RUN, "e2e-123")
    monkeypatch.setenv(JOURNAL, str(tmp_path / "journal"))
    assert Journal.from_environment() == Journal(Run("e2e", "123"), tmp_path / "journal")


def test_a_journal_lists_each_thing_once_in_order(tmp_path: Path) -> None:
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

    with pytest.raises(CannotRun, match="not the journal of e2e-124"):
        Journal(Run("e2e", "124"), tmp_path / "journal").read()


def test_a_missing_journal_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="can't be read"):
        Journal.of_run(Run("e2e", "123"), tmp_path).read()
