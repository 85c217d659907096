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
    reason : str
        The published rule behind it.
    """

    name: str
    severity: Severity
    reason: str


def _load(path: Path) -> dict[str, Rule]:
    table: dict[Severity, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        name: Rule(name, Severity(severity), reason)
        for severity, rules in table.items()
        for name, reason in rules.items()
    }


RULES = _load(Path(__file__).with_name("rules.yaml"))
