"""The rules of ``rules.yaml``, with their severities."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml


class Severity(StrEnum):
    """The effect of a change on clients of the older contract."""

    BREAKING = "breaking"
    COMPATIBLE = "compatible"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of change.

    Parameters
    ----------
    name : str
        Its id, such as ``parameter-removed``.
    severity : Severity
        Its effect.
    because : str
        The published rule that it rests on.
    """

    name: str
    severity: Severity
    because: str


def _load(path: Path) -> dict[str, Rule]:
    table: dict[Severity, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        name: Rule(name, Severity(severity), because)
        for severity, rules in table.items()
        for name, because in rules.items()
    }


RULES = _load(Path(__file__).with_name("rules.yaml"))
