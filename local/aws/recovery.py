"""Recovery of the embedded AWS services' data after a kill: the journal's changes become part of the saved state."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from local.aws.journal import read_journal
from local.config import ACCOUNT, REGION, TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from local.aws.journal import JournalContent
    from local.aws.saved_state import SavedState

# The line that reports what was restored begins so.
RESTORED = "Restored"
# MiniStack's message about a file that it can't read.
UNREAD = "Persistence: failed to load"


def recover(state: SavedState) -> None:
    """Add the changes in the journal to the saved state, and empty the journal; SystemExit if the state is damaged.

    What follows damage in the journal isn't added, because it may depend on a lost change, but kept in a file.
    """
    journal = read_journal(state.journal)
    if journal.is_damaged:
        _report_damage(journal, state.keep_damaged(journal.rest))
    elif journal.rest:
        _report(f"{len(journal.rest)} bytes of a change that was cut short are dropped")
    if journal.entries:
        changes = [json.loads(entry) for entry in journal.entries]
        with state.replacement() as new:
            _apply(changes, state.folder, new)
        _report(f"{_count(changes):,} changes from the journal, because the last run was killed")
    elif journal.rest:
        state.journal.unlink()


def _report_damage(journal: JournalContent, kept: Path) -> None:
    _report(
        f"{len(journal.entries):,} entries of the journal, up to a damaged one. It and {journal.later:,} readable "
        f"entries after it are not restored, but kept in {kept}"
    )


def _report(text: str) -> None:
    print(f"{RESTORED}: {text}.", flush=True)


def _count(changes: Iterable[Mapping[str, Any]]) -> int:
    return sum(len(change[kind]) for change in changes for kind in ("records", "mails", "states"))


def _apply(changes: Iterable[Mapping[str, Any]], old: Path, new: Path) -> None:
    data = {"dynamodb": _load(old, "dynamodb"), "ses": _load(old, "ses")}
    for change in changes:
        for name, text in change["states"].items():
            data[name] = _keep_grown(data.get(name, {}), _decode(text))
        for record in change["records"]:
            _apply_record(data["dynamodb"], record)
        _list(data["ses"], "_sent_emails", "entries").extend(change["mails"])
    for _, table in data["dynamodb"]["tables"].all_items():
        table["ItemCount"] = sum(map(len, table["items"].values()))
        table["TableSizeBytes"] = 200 * table["ItemCount"]  # as MiniStack estimates it
    save_states(new, data)


def _keep_grown(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return a service's state in the journal, completed with what it leaves out: items, stream and e-mails."""
    for scope, table in after["tables"].all_items() if "tables" in after else ():
        former = before["tables"].get_scoped(*scope) if "tables" in before else None
        table["items"] = former["items"] if former else {}
    return {**before, **after}


def _apply_record(dynamodb: dict[str, Any], record: Mapping[str, Any]) -> None:
    table, change = dynamodb["tables"].get_scoped(ACCOUNT, REGION, TABLE), record["dynamodb"]
    partition, sort = (next(iter(change["Keys"][table[name]].values())) for name in ("pk_name", "sk_name"))
    rows = table["items"].setdefault(partition, {})
    if "NewImage" in change:
        rows[sort] = change["NewImage"]
    else:
        rows.pop(sort, None)
        if not rows:
            del table["items"][partition]
    _list(dynamodb, "_stream_records", TABLE).append(record)


def _list(state: dict[str, Any], store: str, key: str) -> list[Any]:
    from ministack.core.responses import AccountRegionScopedDict

    scoped = state.setdefault(store, AccountRegionScopedDict())
    if not scoped.contains_scoped(ACCOUNT, REGION, key):
        scoped.set_scoped(ACCOUNT, REGION, key, [])
    found: list[Any] = scoped.get_scoped(ACCOUNT, REGION, key)
    return found


def _decode(text: str) -> dict[str, Any]:
    from ministack.core.persistence import _json_object_hook

    state: dict[str, Any] = json.loads(text, object_hook=_json_object_hook)
    return state


def _load(folder: Path, name: str) -> dict[str, Any]:
    from ministack.core import persistence

    if not (folder / f"{name}.json").exists():
        return {}
    with _in(folder):
        state: dict[str, Any] | None = persistence.load_state(name)
    if state is None:
        sys.exit(1)  # MiniStack has logged it
    return state


def save_states(folder: Path, states: Mapping[str, dict[str, Any] | None]) -> None:
    """Save the states of some services in a folder.

    Parameters
    ----------
    folder : Path
        The folder.
    states : Mapping
        The state of each service, by MiniStack's name of it, or None if it has none.

    Raises
    ------
    OSError
        If a state can't be written.
    """
    from ministack.core import persistence

    with _in(folder):
        for name, state in states.items():
            if state is not None:
                # MiniStack only logs what it can't write.
                file = folder / f"{name}.json"
                file.unlink(missing_ok=True)
                persistence.save_state(name, state)
                if not file.exists():
                    raise OSError(f"{name} can't be saved")


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    """Make MiniStack load and save states in a folder."""
    from ministack.core import persistence

    before = persistence.STATE_DIR
    persistence.STATE_DIR = str(folder)
    try:
        yield
    finally:
        persistence.STATE_DIR = before
