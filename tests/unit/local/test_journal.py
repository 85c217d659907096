"""The journal and the saved state: neither is ever half-written."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from local.aws.journal import Journal, JournalContent, read_journal
from local.aws.saved_state import SavedState

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = ['{"first": "é"}', '{"second": 2}', '{"third": []}']


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    file = tmp_path / "journal"
    written = Journal(file)
    for entry in ENTRIES:
        written.append(entry)
    written.close()
    return file


def test_journal_is_read_as_it_was_written(journal: Path) -> None:
    assert read_journal(journal) == JournalContent(ENTRIES, b"")


def test_journal_cut_at_any_byte_has_the_entries_before(journal: Path) -> None:
    content = journal.read_bytes()
    ends = [at + 1 for at, byte in enumerate(content) if byte == ord("\n")]
    for size in range(len(content)):
        journal.write_bytes(content[:size])

        whole = [end for end in ends if end <= size]
        read = read_journal(journal)
        assert read == JournalContent(ENTRIES[: len(whole)], content[max(whole, default=0) : size])
        assert not read.is_damaged


@pytest.mark.parametrize("bit", range(8))
def test_any_wrong_bit_is_damage_and_ends_the_entries(journal: Path, bit: int) -> None:
    content = journal.read_bytes()
    ends = [at + 1 for at, byte in enumerate(content) if byte == ord("\n")]
    for at in range(len(content) - 1):
        journal.write_bytes(content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :])

        # Then only entries before it are read, and those after it can be read later
        read = read_journal(journal)
        before = sum(end <= at for end in ends)
        assert read.entries == ENTRIES[:before]
        assert read.rest == journal.read_bytes()[max((end for end in ends if end <= at), default=0) :]
        assert read.is_damaged
        # Without its end, an entry takes the next one with it
        assert read.later == len(ENTRIES) - before - 1 - (content[at] == ord("\n"))


def test_what_is_not_restored_is_kept(tmp_path: Path) -> None:
    state = SavedState(tmp_path)

    kept = {state.keep_damaged(content) for content in (b"first", b"second", b"first")}

    assert sorted(file.read_bytes() for file in kept) == [b"first", b"second"]
    SavedState(tmp_path)
    assert all(file.exists() for file in kept)


def test_entry_that_does_not_fit_leaves_the_journal_complete(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a disk that takes half of an entry and is full then
    written = Journal(journal)

    class FullDisk(io.FileIO):
        def write(self, content: Any, /) -> int:
            assert super().write(content[:5]) == 5
            raise OSError("no space left on device")

    with FullDisk(journal, "a") as full, monkeypatch.context() as patch:
        patch.setattr(written, "_file", full)
        with pytest.raises(OSError, match="no space"):
            written.append("{}")

    # When there is space again
    written.append("{}")
    written.close()

    assert read_journal(journal) == JournalContent([*ENTRIES, "{}"], b"")


def _state(folder: Path) -> dict[str, str]:
    state = SavedState(folder)
    return {file.name: file.read_text() for file in state.folder.iterdir()}


def _replace(state: SavedState) -> None:
    with state.replacement() as new:
        (new / "sqs.json").write_text("new")


OLD = {"journal": "of the old", "s3.json": "kept", "sqs.json": "old"}
NEW = {"s3.json": "kept", "sqs.json": "new"}


@pytest.fixture
def state(tmp_path: Path) -> SavedState:
    state = SavedState(tmp_path)
    for name, content in OLD.items():
        (state.folder / name).write_text(content)
    return state


def test_replacement_keeps_other_services_and_empties_the_journal(state: SavedState, tmp_path: Path) -> None:
    _replace(state)

    assert _state(tmp_path) == NEW
    assert [file.name for file in tmp_path.iterdir()] == ["state"]


def test_state_is_old_or_new_after_a_kill_at_any_step_of_its_replacement(
    state: SavedState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for killed_at in range(5):
        # Given a replacement that is killed before its n-th rename or deletion
        left = iter(range(killed_at))

        def killed(action: Any, left: Any = left) -> Any:
            def act(*arguments: Any, **options: Any) -> Any:
                if next(left, None) is None:
                    raise KeyboardInterrupt
                return action(*arguments, **options)

            return act

        with monkeypatch.context() as patch:
            patch.setattr(type(tmp_path), "rename", killed(type(tmp_path).rename))
            patch.setattr(shutil, "rmtree", killed(shutil.rmtree))
            with pytest.raises(KeyboardInterrupt):
                _replace(state)

        # When the next run finds it
        found.append(_state(tmp_path))

    assert found[0] == OLD
    assert found[-1] == NEW
    assert all(each in (OLD, NEW) for each in found)
