"""Write a folder of generated files, or compare it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# Only codegen writes files of these patterns: those it no longer generates are stale.
_EXCLUSIVE = ("models/*.py", "requests/*.py", "responses/*.py", "aws/*/*/*.json")


def write(files: Mapping[str, str], folder: Path, *, exclusive: Iterable[str] = _EXCLUSIVE) -> None:
    """Write files to a folder, and remove stale ones.

    Parameters
    ----------
    files : Mapping[str, str]
        Text by path inside the folder.
    folder : Path
        Created if missing. Files of other generators stay.
    exclusive : Iterable[str]
        Patterns of files that only this generator writes.
    """
    for name in _present(files, folder, exclusive) - set(files):
        (folder / name).unlink()
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def differences(files: Mapping[str, str], folder: Path, *, exclusive: Iterable[str] = _EXCLUSIVE) -> list[str]:
    """Return the paths of missing, changed and stale files.

    Parameters
    ----------
    files : Mapping[str, str]
        Text by path inside the folder.
    folder : Path
        The folder to compare; it may not exist.
    exclusive : Iterable[str]
        Patterns of files that only this generator writes.

    Returns
    -------
    list[str]
        Sorted paths, with slashes.
    """
    present = _present(files, folder, exclusive)
    changed = {name for name in present & set(files) if (folder / name).read_bytes() != files[name].encode()}
    return sorted(changed | (present ^ set(files)))


def _present(files: Mapping[str, str], folder: Path, exclusive: Iterable[str]) -> set[str]:
    paths = (path for pattern in exclusive for path in folder.glob(pattern) if path.is_file())
    found = {path.relative_to(folder).as_posix() for path in paths if "__pycache__" not in path.parts}
    return found | {name for name in files if (folder / name).is_file()}
