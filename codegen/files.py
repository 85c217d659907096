"""A folder of generated files: written, or compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Of these a file that isn't generated any more is one too many.
_ALL_OURS = ("models/*.py", "aws/*/*/*.json")


def write(files: Mapping[str, str], folder: Path) -> None:
    """Make a folder hold these files, and no other model beside them.

    Parameters
    ----------
    files : Mapping[str, str]
        Text by path inside the folder.
    folder : Path
        Made if it isn't there. What other generators keep in it stays.
    """
    for name in _present(files, folder) - set(files):
        (folder / name).unlink()
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def differences(files: Mapping[str, str], folder: Path) -> list[str]:
    """Return the paths inside a folder whose text is not this one, that are missing, or that are a model too many.

    Parameters
    ----------
    files : Mapping[str, str]
        Text by path inside the folder.
    folder : Path
        The folder to compare; it may be missing.

    Returns
    -------
    list[str]
        Sorted paths, with slashes.
    """
    present = _present(files, folder)
    wrong = {name for name in present & set(files) if (folder / name).read_bytes() != files[name].encode()}
    return sorted(wrong | (present ^ set(files)))


def _present(files: Mapping[str, str], folder: Path) -> set[str]:
    paths = (path for pattern in _ALL_OURS for path in folder.glob(pattern))
    found = {path.relative_to(folder).as_posix() for path in paths}
    return found | {name for name in files if (folder / name).is_file()}
