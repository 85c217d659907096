"""CHANGELOG.md: a section for each version of the contract, with parts such as ``### Breaking``."""

from __future__ import annotations

import re

BEGINNING = "# Changelog\n"
_BEGIN = "<!-- What was committed; `make changelog` writes it anew. -->"
_END = "<!-- End of what was committed. -->"


def section(text: str, version: str) -> str | None:
    """Return what the changelog says of a version, without its heading.

    Parameters
    ----------
    text : str
        The changelog.
    version : str
        Such as ``1.4.0``.
    """
    found = _find(text, version)
    return found["said"].strip() if found else None


def has_breaking_part(text: str, version: str) -> bool:
    """Tell whether the changelog says what a version breaks.

    Parameters
    ----------
    text : str
        The changelog.
    version : str
        Such as ``2.0.0``.
    """
    said = section(text, version) or ""
    part = re.search(r"^### Breaking[^\n]*\n(?P<said>.*?)(?=^### |\Z)", f"{said}\n", re.MULTILINE | re.DOTALL)
    return part is not None and re.search(r"\w", part["said"]) is not None


def written_by_people(said: str) -> str:
    """Return a section without what `make changelog` wrote.

    Parameters
    ----------
    said : str
        The section.
    """
    return re.sub(rf"{re.escape(_BEGIN)}.*?{re.escape(_END)}", "", said, flags=re.DOTALL).strip()


def with_commits(text: str, version: str, told: str) -> str:
    """Return the changelog with what was committed in a version's section, instead of what was written there last.

    Parameters
    ----------
    text : str
        The changelog.
    version : str
        The version; its section is made if it isn't there.
    told : str
        What was committed.
    """
    found = _find(text, version)
    heading, said = (found["heading"], found["said"]) if found else (f"## [{version}]", "")
    start, end = found.span() if found else _top(text)
    block = f"{_BEGIN}\n\n### Commits\n\n{told or 'None.'}\n\n{_END}"
    parts = (text[:start], heading, written_by_people(said), block, text[end:])
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _find(text: str, version: str) -> re.Match[str] | None:
    heading = rf"^(?P<heading>## \[?v?{re.escape(version)}\]?(?:[ \t][^\n]*)?)$"
    return re.search(rf"{heading}(?P<said>.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)


def _top(text: str) -> tuple[int, int]:
    """Return where the newest section goes: before the others."""
    first = re.search(r"^## ", text, re.MULTILINE)
    return (first.start(), first.start()) if first else (len(text), len(text))
