"""The journal: a file of the changes since the embedded AWS services last saved their data.

Each line is an entry with its checksum. An entry that a kill or a power failure cut short is dropped as a whole, with
all that follows it.
"""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING

from local.durable import sync

if TYPE_CHECKING:
    from pathlib import Path

_CHECKSUM = 8


class Journal:
    """A journal that is written.

    Parameters
    ----------
    file : Path
        Its file, which is created if it doesn't exist; what it contains must be complete.
    """

    def __init__(self, file: Path) -> None:
        self._file = file.open("ab", buffering=0)
        sync(file.parent)
        self._size = self._synced = file.stat().st_size

    def append(self, entry: str) -> None:
        """Add an entry, which survives a kill from now on, and a power failure after `sync`; OSError if it can't."""
        line = _line(entry)
        try:
            written = 0
            while written < len(line):
                written += self._file.write(line[written:])
        except OSError:
            # What follows half an entry would be dropped with it.
            self._file.truncate(self._size)
            raise
        self._size += len(line)

    def sync(self) -> None:
        """Return when the disk has all entries."""
        size = self._size
        if size > self._synced:
            os.fsync(self._file.fileno())
            self._synced = size

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def read_journal(file: Path) -> tuple[list[str], int]:
    """Return the entries of a journal up to the first incomplete one, and the number of bytes from there on.

    Parameters
    ----------
    file : Path
        The file; without one, there are no entries.
    """
    content = file.read_bytes() if file.exists() else b""
    entries, read = [], 0
    for line in content.splitlines(keepends=True):
        entry = line[_CHECKSUM:-1].decode(errors="replace")
        if line != _line(entry):
            break
        entries.append(entry)
        read += len(line)
    return entries, len(content) - read


def _line(entry: str) -> bytes:
    """Return an entry, which has no line break, as a line."""
    content = entry.encode()
    return b"%0*x%b\n" % (_CHECKSUM, zlib.crc32(content), content)
