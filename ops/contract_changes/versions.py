"""Which version a change of the contract asks for."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from ops.contract_changes.rules import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ops.contract_changes.change import Change
    from ops.contract_changes.reading import Version


class Step(IntEnum):
    """How far a version is raised. Semantic versioning lets a 0.x break in a minor version; ours doesn't."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


_ASKS_FOR = {Severity.BREAKING: Step.MAJOR, Severity.COMPATIBLE: Step.MINOR, Severity.NOTE: Step.PATCH}


def asked_for(changes: Iterable[Change]) -> Step:
    """Return the step that changes ask for.

    Parameters
    ----------
    changes : Iterable[Change]
        The changes.
    """
    return max((_ASKS_FOR[change.severity] for change in changes), default=Step.NONE)


def taken(old: Version, new: Version) -> Step | None:
    """Return the step between two versions, or none if it leads back.

    Parameters
    ----------
    old, new : Version
        The versions.
    """
    if new < old:
        return None
    first = next((place for place in range(3) if old[place] != new[place]), None)
    return Step.NONE if first is None else Step(3 - first)


def after(old: Version, step: Step) -> str:
    """Return the next version, that a step leads to.

    Parameters
    ----------
    old : Version
        The version now.
    step : Step
        The step.
    """
    major, minor, patch = old
    following = {
        Step.MAJOR: (major + 1, 0, 0),
        Step.MINOR: (major, minor + 1, 0),
        Step.PATCH: (major, minor, patch + 1),
        Step.NONE: old,
    }[step]
    return ".".join(str(number) for number in following)
