"""The journal: a file of the changes since the embedded AWS services last saved their data.

Each line is an entry with its checksum. Entries are read up to the first invalid one. If a kill or a power failure cut
it short, it is the last and has no end of line; otherwise the journal is damaged.
"""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class JournalContent:
    """The entries of a journal up to the first one that can't be read, and the bytes from there on."""

    entries: list[str]
    rest: bytes

    @property
    def is_damaged(self) -> bool:
        """Whether the rest is more than an entry that was cut short."""
        return b"\n" in self.rest

    @property
    def later(self) -> int:
        """The number of entries in the rest that can be read, and depend on one that can't."""
        return sum(_entry(line) is not None for line in self.rest.splitlines(keepends=True))


def read_journal(file: Path) -> JournalContent:
    """Return the content of a journal.

    Parameters
    ----------
    file : Path
        The file; without one, there are no entries.
    """
    content = file.read_bytes() if file.exists() else b""
    entries, read = [], 0
    for line in content.splitlines(keepends=True):
        entry = _entry(line)
        if entry is None:
            break
        entries.append(entry)
        read += len(line)
    return JournalContent(entries, content[read:])


def _entry(line: bytes) -> str | None:
    entry = line[_CHECKSUM:-1].decode(errors="replace")
    return entry if line == _line(entry) else None


def _line(entry: str) -> bytes:
    """Return an entry, which has no line break, as a line."""
    content = entry.encode()
    return b"%0*x%b\n" % (_CHECKSUM, zlib.crc32(content), content)
