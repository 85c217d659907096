"""What changed, for people: one line for what several operations share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ops.contract_changes.rules import RULES, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ops.contract_changes.change import Change

_NAMED = 2  # as many places are named before the rest is counted


def grouped(changes: Iterable[Change]) -> Iterator[tuple[Change, list[str]]]:
    """Yield each change once, the worst first, with the places where it is seen.

    Parameters
    ----------
    changes : Iterable[Change]
        The changes.
    """
    groups: dict[tuple[str, str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.rule, change.shared or change.where, change.sentence), []).append(change)
    for alike in sorted(groups.values(), key=lambda group: list(Severity).index(group[0].severity)):
        yield alike[0], list(dict.fromkeys(change.where for change in alike))


def lines(changes: Sequence[Change]) -> Iterator[str]:
    """Yield what changed, why breaks are breaks, and the counts.

    Parameters
    ----------
    changes : Sequence[Change]
        The changes.
    """
    counts: Counter[Severity] = Counter()
    for change, places in grouped(changes):
        counts[change.severity] += 1
        yield f"{change.severity:<10}  {change.rule}"
        yield f"            {said(change, places)}"
        if change.severity is Severity.BREAKING:
            yield f"            because: {RULES[change.rule].because}"
    yield f"{sum(counts.values())} in all: " + ", ".join(f"{counts[each]} {each}" for each in Severity)


def said(change: Change, places: Sequence[str]) -> str:
    """Return one sentence with what changed, and where.

    Parameters
    ----------
    change : Change
        The change.
    places : Sequence[str]
        Where it is seen.
    """
    if change.shared is None or len(places) == 1:
        return f"{', '.join(places)}: {change.sentence}"
    more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    return f"{change.shared}: {change.sentence} (in {', '.join(places[:_NAMED])}{more})"
