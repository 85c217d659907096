"""The note that a running shop leaves beside its data: that the data is in use, and where the shop answers."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from local.config import ROOT, CannotRun, LocalConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOTE = "shop.json"


def data_folder() -> Path:
    """Return where the shop's data outlives it: ``.local``, unless ``LOCAL_DATA`` says otherwise."""
    return Path(os.environ.get("LOCAL_DATA") or ROOT / ".local")


@contextmanager
def noted(config: LocalConfig) -> Iterator[None]:
    """Hold a shop's data for this process alone, and note where it answers.

    Raises
    ------
    CannotRun
        If another process holds it, or it can't be written.
    """
    with _opened(config.data / _NOTE) as note:
        try:
            # The system lifts it however this process ends.
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotRun("The shop is running already: stop it first, with Ctrl-C where it runs.") from error
        note.truncate(0)
        note.write(json.dumps({"port": config.port, "aws_port": config.aws_port}))
        note.flush()
        yield
        note.truncate(0)


def _opened(note: Path) -> TextIO:
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        return note.open("a+")
    except OSError as error:
        raise CannotRun(f"The shop's data can't be kept ({error}): make its folder writable.") from error


def running_shop() -> LocalConfig | None:
    """Return where the shop said that it answers, or None if none does."""
    folder = data_folder()
    try:
        ports = json.loads((folder / _NOTE).read_text())
        return LocalConfig(port=ports["port"], aws_port=ports["aws_port"], data=folder)
    except (OSError, ValueError, KeyError):
        return None
