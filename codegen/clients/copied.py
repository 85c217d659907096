"""Our own part of a client, which is copied beside what is generated."""

from __future__ import annotations

from pathlib import Path

_LICENCE = Path(__file__).resolve().parents[2] / "LICENSE"


def copied(folder: Path, below: str = "", *, header: str = "") -> dict[str, str]:
    """Return the files that are written by hand in a folder, by their path inside a client.

    Parameters
    ----------
    folder : Path
        Where they are written.
    below : str
        The folder of the client that they go to.
    header : str
        What is put before each text.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {
        f"{below}/{path.relative_to(folder).as_posix()}".lstrip("/"): header + path.read_text(encoding="utf-8")
        for path in files
    }


def licence() -> str:
    """Return the text of the licence, which is this repository's."""
    return _LICENCE.read_text(encoding="utf-8")
