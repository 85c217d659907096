"""CHANGELOG.md: a section for each version of the contract, with parts such as ``### Breaking``."""

from __future__ import annotations

import re

BEGINNING = "# Changelog\n"
_BEGIN = "<!-- Commits, written by bin/shop changelog. -->"
_END = "<!-- End of commits. -->"


def section(text: str, version: str) -> str | None:
    """Return the section of a version, without its heading; None if there is none."""
    found = _find(text, version)
    return found["body"].strip() if found else None


def has_breaking_part(text: str, version: str) -> bool:
    """Return whether the section of a version has a part ``### Breaking`` with text."""
    body = section(text, version) or ""
    part = re.search(r"^### Breaking[^\n]*\n(?P<body>.*?)(?=^### |\Z)", f"{body}\n", re.MULTILINE | re.DOTALL)
    return part is not None and re.search(r"\w", part["body"]) is not None


def without_commits(body: str) -> str:
    """Return a section without the commits that ``bin/shop changelog`` wrote."""
    return re.sub(rf"{re.escape(_BEGIN)}.*?{re.escape(_END)}", "", body, flags=re.DOTALL).strip()


def with_commits(text: str, version: str, commits: str) -> str:
    """Return the changelog with these commits in a version's section, in place of earlier ones.

    Parameters
    ----------
    text : str
        The changelog.
    version : str
        The version; its section is added if it is missing.
    commits : str
        The commits, in Markdown.
    """
    found = _find(text, version)
    heading, body = (found["heading"], found["body"]) if found else (f"## [{version}]", "")
    start, end = found.span() if found else _insertion_point(text)
    block = f"{_BEGIN}\n\n### Commits\n\n{commits or 'None.'}\n\n{_END}"
    parts = (text[:start], heading, without_commits(body), block, text[end:])
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _find(text: str, version: str) -> re.Match[str] | None:
    heading = rf"^(?P<heading>## \[?v?{re.escape(version)}\]?(?:[ \t][^\n]*)?)$"
    return re.search(rf"{heading}(?P<body>.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)


def _insertion_point(text: str) -> tuple[int, int]:
    """Return where a new section goes: before the others."""
    first = re.search(r"^## ", text, re.MULTILINE)
    return (first.start(), first.start()) if first else (len(text), len(text))
