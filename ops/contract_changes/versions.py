"""The version step that changes of the contract require."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from ops.contract_changes.rules import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ops.contract_changes.change import Change
    from ops.contract_changes.loading import Version


class Step(IntEnum):
    """The part of the version that is raised. Semantic versioning allows breaks in a minor 0.x version; we don't."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


_REQUIRED = {Severity.BREAKING: Step.MAJOR, Severity.COMPATIBLE: Step.MINOR, Severity.NOTE: Step.PATCH}


def required_step(changes: Iterable[Change]) -> Step:
    """Return the smallest step that the changes allow."""
    return max((_REQUIRED[change.severity] for change in changes), default=Step.NONE)


def step_between(old: Version, new: Version) -> Step | None:
    """Return the step between two versions, or None if the new one is lower."""
    if new < old:
        return None
    first = next((index for index in range(3) if old[index] != new[index]), None)
    return Step.NONE if first is None else Step(3 - first)


def next_version(old: Version, step: Step) -> str:
    """Return the version that a step from ``old`` leads to."""
    major, minor, patch = old
    following = {
        Step.MAJOR: (major + 1, 0, 0),
        Step.MINOR: (major, minor + 1, 0),
        Step.PATCH: (major, minor, patch + 1),
        Step.NONE: old,
    }[step]
    return ".".join(str(number) for number in following)
