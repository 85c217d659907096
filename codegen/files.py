"""A folder of generated files: written, or compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# Of these a file that isn't generated any more is one too many.
_ALL_OURS = ("models/*.py", "aws/*/*/*.json")


def write(files: Mapping[str, str], folder: Path, *, ours: Iterable[str] = _ALL_OURS) -> None:
    """Make a folder hold these files, and no other of ours beside them.

    Parameters
    ----------
    files : Mapping[str, str]
        Text by path inside the folder.
    folder : Path
        Made if it isn't there. What other generators keep in it stays.
    ours : Iterable[str]
        Patterns of files that nobody else keeps in it.
    """
    for name in _present(files, folder, ours) - set(files):
        (folder / name).unlink()
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def differences(files: Mapping[str, str], folder: Path, *, ours: Iterable[str] = _ALL_OURS) -> list[str]:
    """Return the paths inside a folder whose text is not this one, that are missing, or that are one of ours too many.

    Parameters
    ----------
    files : Mapping[str, str]
        Text by path inside the folder.
    folder : Path
        The folder to compare; it may be missing.
    ours : Iterable[str]
        Patterns of files that nobody else keeps in it.

    Returns
    -------
    list[str]
        Sorted paths, with slashes.
    """
    present = _present(files, folder, ours)
    wrong = {name for name in present & set(files) if (folder / name).read_bytes() != files[name].encode()}
    return sorted(wrong | (present ^ set(files)))


def _present(files: Mapping[str, str], folder: Path, ours: Iterable[str]) -> set[str]:
    paths = (path for pattern in ours for path in folder.glob(pattern) if path.is_file())
    found = {path.relative_to(folder).as_posix() for path in paths if "__pycache__" not in path.parts}
    return found | {name for name in files if (folder / name).is_file()}
