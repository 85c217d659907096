"""The folder of the embedded AWS services' saved data, which is replaced as a whole."""

from __future__ import annotations

import shutil
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from local.durable import sync, write_durably

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class SavedState:
    """The saved data: a file for each service, and the journal of the changes since then.

    Parameters
    ----------
    folder : Path
        The data folder of the embedded AWS services.
    """

    def __init__(self, folder: Path) -> None:
        self._parent = folder
        self.folder = folder / "state"
        # The next state until it is complete, and the former one until it is deleted.
        self._new = folder / "state.new"
        self._old = folder / "state.old"
        self._finish_replacement()
        self.folder.mkdir(exist_ok=True)

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.folder / "journal"

    def keep_damaged(self, content: bytes) -> Path:
        """Write what can't be restored to a file beside the state, named after its content, and return the file."""
        file = self._parent / f"journal-{zlib.crc32(content):08x}.damaged"
        write_durably(file, content)
        return file

    @contextmanager
    def replacement(self) -> Iterator[Path]:
        """Provide a copy without the journal, which replaces the state if the block ends without an exception."""
        shutil.rmtree(self._new, ignore_errors=True)
        self._new.mkdir()
        for file in self.folder.glob("*.json"):
            shutil.copy(file, self._new)
        yield self._new
        for file in self._new.iterdir():
            sync(file)
        sync(self._new)
        self.folder.rename(self._old)
        self._finish_replacement()

    def _finish_replacement(self) -> None:
        # The former state is moved away only once the new one is complete.
        if self._old.exists() and not self.folder.exists():
            self._new.rename(self.folder)
        sync(self._parent)
        for left_over in (self._new, self._old):
            shutil.rmtree(left_over, ignore_errors=True)


def lock_file(folder: Path) -> Path:
    """Return the lock file of a data folder; it holds the id of the process that uses the folder.

    Parameters
    ----------
    folder : Path
        The data folder of the embedded AWS services.
    """
    return folder.with_suffix(".lock")
