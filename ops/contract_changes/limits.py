"""What a single value may be: its type, format, pattern, enum, bounds and whether it may be null."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codegen.contract import Node
    from ops.contract_changes.change import Change, Place

_LOWER = ("minLength", "minItems", "minProperties")
_UPPER = ("maxLength", "maxItems", "maxProperties")
_OPPOSITE = {"tightened": "loosened", "loosened": "tightened"}


def changes(old: Node, new: Node, place: Place) -> Iterator[Change]:
    """Yield how what a value may be was tightened, loosened or changed.

    Parameters
    ----------
    old, new : Node
        The schemas, flat.
    place : Place
        Where they stand.
    """
    yield from _format(old.get("format"), new.get("format"), place)
    yield from _patterns(old.get("patterns", frozenset()), new.get("patterns", frozenset()), place)
    yield from _enum(old.get("enum"), new.get("enum"), place)
    yield from _null(bool(old.get("nullable")), bool(new.get("nullable")), place)
    yield from _bounds(old, new, place)
    yield from _multiple(old.get("multipleOf"), new.get("multipleOf"), place)


def type_change(old: str | None, new: str | None, place: Place) -> Iterator[Change]:
    """Yield how a value's type changed; an integer is a number, too."""
    if old == new:
        return
    sentence = f"the type was {old or 'any'}, and is {new or 'any'}"
    yield place.sided(f"type-{_way(old, new, narrower=(old, new) == ('number', 'integer'))}", sentence)


def _way(old: object, new: object, *, narrower: bool = False) -> str:
    if old is None or narrower:
        return "tightened"
    if new is None or (old, new) == ("integer", "number"):
        return "loosened"
    return "changed"


def _format(old: str | None, new: str | None, place: Place) -> Iterator[Change]:
    if old != new:
        yield place.sided(f"type-{_way(old, new)}", f"the format was {old or 'any'}, and is {new or 'any'}")


def _patterns(old: frozenset[str], new: frozenset[str], place: Place) -> Iterator[Change]:
    if old == new:
        return
    way = "tightened" if old < new else "loosened" if new < old else "changed"
    yield place.sided(f"pattern-{way}", f"the pattern was {_listed(old)}, and is {_listed(new)}")


def _enum(old: list[Any] | None, new: list[Any] | None, place: Place) -> Iterator[Change]:
    if old is None and new is not None:
        yield place.sided("enum-value-removed", f"only these values are left: {_listed(new)}")
    elif old is not None and new is None:
        yield place.sided("enum-value-added", f"it was one of {_listed(old)}, and may be anything now")
    elif old is not None and new is not None:
        gone, come = [each for each in old if each not in new], [each for each in new if each not in old]
        if gone:
            yield place.sided("enum-value-removed", f"no longer among the values: {_listed(gone)}")
        if come:
            yield place.sided("enum-value-added", f"new among the values: {_listed(come)}")


def _null(old: bool, new: bool, place: Place) -> Iterator[Change]:  # both are the same question
    request = place.side == "request"
    if old and not new:
        yield place.sided("null-refused" if request else "null-removed", "it may no longer be null")
    if new and not old:
        yield place.sided("null-allowed" if request else "null-added", "it may be null now")


def _bounds(old: Node, new: Node, place: Place) -> Iterator[Change]:
    for name in _LOWER:
        yield from _bound(name, old.get(name), new.get(name), place)
    for name in _UPPER:
        yield from _bound(name, old.get(name), new.get(name), place, larger_is="loosened")
    for name, said, sign in (("lower", "minimum", 1), ("upper", "maximum", -1)):
        yield from _bound(said, old.get(name), new.get(name), place, sign=sign)
    if bool(old.get("uniqueItems")) != bool(new.get("uniqueItems")):
        way, may = ("loosened", "may repeat") if old.get("uniqueItems") else ("tightened", "must be unique")
        yield place.sided(f"bound-{way}", f"its items {may} now")


def _bound(
    name: str, old: Any, new: Any, place: Place, *, larger_is: str = "tightened", sign: int = 1
) -> Iterator[Change]:
    if old == new:
        return
    if old is None or new is None:
        way = "tightened" if old is None else "loosened"
    else:
        way = larger_is if new > old else _OPPOSITE[larger_is]
    yield place.sided(f"bound-{way}", f"{name}: {_number(old, sign)} before, {_number(new, sign)} now")


def _number(bound: Any, sign: int) -> str:
    if bound is None:
        return "none"
    if not isinstance(bound, tuple):
        return str(bound)
    value, exclusive = bound
    return f"{sign * value}{' (exclusive)' if exclusive else ''}"


def _multiple(old: float | None, new: float | None, place: Place) -> Iterator[Change]:
    if old == new:
        return
    sentence = f"multipleOf: {_number(old, 1)} before, {_number(new, 1)} now"
    yield place.sided(f"bound-{_way_of_multiple(old, new)}", sentence)


def _way_of_multiple(old: float | None, new: float | None) -> str:
    if old is None or new is None:
        return "tightened" if old is None else "loosened"
    before, after = Decimal(str(old)), Decimal(str(new))
    return "tightened" if after % before == 0 else "loosened" if before % after == 0 else "changed"


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(sorted(str(value) for value in values)) or "any"
