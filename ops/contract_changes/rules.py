"""The rules, with their severities: ``rules.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml


class Severity(StrEnum):
    """What a change does to who relies on the older contract."""

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
        What it does.
    because : str
        The published rule that this rests on.
    """

    name: str
    severity: Severity
    because: str


def _read(path: Path) -> dict[str, Rule]:
    written: dict[Severity, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        name: Rule(name, Severity(severity), because)
        for severity, rules in written.items()
        for name, because in rules.items()
    }


RULES = _read(Path(__file__).with_name("rules.yaml"))
