"""Versions of the contract, and the step that its changes require."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Self

from ops.contract_changes.rules import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ops.contract_changes.change import Change

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-dev\.([1-9]\d*))?")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the contract.

    Parameters
    ----------
    numbers : tuple[int, int, int]
        Major, minor and patch.
    pre_release : int | None
        The number of a pre-release, such as ``1.0.0-dev.1``, which collects changes; None for a release.
    """

    numbers: tuple[int, int, int]
    pre_release: int | None = None

    def __str__(self) -> str:
        suffix = "" if self.pre_release is None else f"-dev.{self.pre_release}"
        return ".".join(map(str, self.numbers)) + suffix

    def __lt__(self, other: Self) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[tuple[int, int, int], bool, int]:
        # A pre-release precedes its release (SemVer 11).
        return self.numbers, self.pre_release is None, self.pre_release or 0


def parse_version(text: str) -> Version | None:
    """Return a version, or None if the text is none."""
    found = _VERSION.fullmatch(text)
    if found is None:
        return None
    major, minor, patch, pre_release = found.groups()
    return Version((int(major), int(minor), int(patch)), None if pre_release is None else int(pre_release))


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
    """Return the step between two versions, or None if the new one is lower.

    Between pre-releases of the same version, and from one to its release, it is the step that the version itself is:
    ``2.0.0-dev.2`` may break ``2.0.0-dev.1``, and ``2.1.0-dev.2`` may only add to ``2.1.0-dev.1``.
    """
    if new < old:
        return None
    first = next((index for index in range(3) if old.numbers[index] != new.numbers[index]), None)
    if first is not None:
        return Step(3 - first)
    return Step.NONE if old == new else _own_step(old)


def next_version(old: Version, step: Step) -> Version:
    """Return the lowest version that a step from ``old`` leads to."""
    if step is Step.NONE:
        return old
    if old.pre_release is not None and step <= _own_step(old):
        return Version(old.numbers, old.pre_release + 1)
    major, minor, patch = old.numbers
    following = {
        Step.MAJOR: (major + 1, 0, 0),
        Step.MINOR: (major, minor + 1, 0),
        Step.PATCH: (major, minor, patch + 1),
    }
    return Version(following[step])


def _own_step(version: Version) -> Step:
    _, minor, patch = version.numbers
    return Step.PATCH if patch else Step.MINOR if minor else Step.MAJOR
