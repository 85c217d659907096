"""Files that survive a power failure: afterwards they are complete, as before a write or as after it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_durably(file: Path, content: bytes) -> None:
    """Replace a file at once, and return when the disk has it.

    Parameters
    ----------
    file : Path
        The file, in an existing folder.
    content : bytes
        Its new content.
    """
    new = file.with_name(f"{file.name}.new")
    new.write_bytes(content)
    sync(new)
    new.replace(file)
    sync(file.parent)


def sync(path: Path) -> None:
    """Return when the disk has a file's content, or a folder's entries.

    Parameters
    ----------
    path : Path
        The file or the folder; the files in the folder are not included.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
