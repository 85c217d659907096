"""The hand-written files of a client, which are copied beside the generated ones."""

from __future__ import annotations

from pathlib import Path

_LICENCE = Path(__file__).resolve().parents[2] / "LICENSE"


def handwritten_files(folder: Path, below: str = "", *, header: str = "") -> dict[str, str]:
    """Return the hand-written files of a folder by their path inside a client.

    Parameters
    ----------
    folder : Path
        The folder of the sources.
    below : str
        The target folder inside the client.
    header : str
        Text before each file.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {
        f"{below}/{path.relative_to(folder).as_posix()}".lstrip("/"): header + path.read_text(encoding="utf-8")
        for path in files
    }


def licence() -> str:
    """Return the text of this repository's licence."""
    return _LICENCE.read_text(encoding="utf-8")
