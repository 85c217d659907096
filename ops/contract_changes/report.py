"""The report of changes: one entry for a change that several operations share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ops.contract_changes.rules import RULES, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ops.contract_changes.change import Change

_NAMED = 2  # locations that are listed; the others are counted


def group(changes: Iterable[Change]) -> Iterator[tuple[Change, list[str]]]:
    """Yield each distinct change with all its locations, breaking ones first."""
    groups: dict[tuple[str, str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.rule, change.shared or change.where, change.sentence), []).append(change)
    for same in sorted(groups.values(), key=lambda same: list(Severity).index(same[0].severity)):
        yield same[0], list(dict.fromkeys(change.where for change in same))


def report_lines(changes: Sequence[Change]) -> Iterator[str]:
    """Yield the lines of the report: every change, the reasons of breaking ones, and the counts."""
    counts: Counter[Severity] = Counter()
    for change, locations in group(changes):
        counts[change.severity] += 1
        yield f"{change.severity:<10}  {change.rule}"
        yield f"            {describe(change, locations)}"
        if change.severity is Severity.BREAKING:
            yield f"            because: {RULES[change.rule].reason}"
    yield f"{sum(counts.values())} in total: " + ", ".join(f"{counts[each]} {each}" for each in Severity)


def describe(change: Change, locations: Sequence[str]) -> str:
    """Return one sentence with the change and its locations."""
    if change.shared is None or len(locations) == 1:
        return f"{', '.join(locations)}: {change.sentence}"
    more = f" and {len(locations) - _NAMED} more" if len(locations) > _NAMED else ""
    return f"{change.shared}: {change.sentence} (in {', '.join(locations[:_NAMED])}{more})"
