"""Changes of a single value's constraints: type, format, pattern, enum, bounds and nullability."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codegen.contract import Node
    from ops.contract_changes.change import Change, Location

_LOWER = ("minLength", "minItems", "minProperties")
_UPPER = ("maxLength", "maxItems", "maxProperties")
_OPPOSITE = {"tightened": "loosened", "loosened": "tightened"}


def changes(old: Node, new: Node, location: Location) -> Iterator[Change]:
    """Yield the constraints that were tightened, loosened or changed between two flattened schemas."""
    yield from _format(old.get("format"), new.get("format"), location)
    yield from _patterns(old.get("patterns", frozenset()), new.get("patterns", frozenset()), location)
    yield from _enum(old.get("enum"), new.get("enum"), location)
    yield from _null(bool(old.get("nullable")), bool(new.get("nullable")), location)
    yield from _bounds(old, new, location)
    yield from _multiple_of(old.get("multipleOf"), new.get("multipleOf"), location)


def type_change(old: str | None, new: str | None, location: Location) -> Iterator[Change]:
    """Yield the change of a value's type; an integer is also a number."""
    if old == new:
        return
    sentence = f"type: {old or 'any'} before, {new or 'any'} now"
    yield location.change_on_side(
        f"type-{_direction(old, new, narrower=(old, new) == ('number', 'integer'))}", sentence
    )


def _direction(old: object, new: object, *, narrower: bool = False) -> str:
    if old is None or narrower:
        return "tightened"
    if new is None or (old, new) == ("integer", "number"):
        return "loosened"
    return "changed"


def _format(old: str | None, new: str | None, location: Location) -> Iterator[Change]:
    if old != new:
        sentence = f"format: {old or 'any'} before, {new or 'any'} now"
        yield location.change_on_side(f"type-{_direction(old, new)}", sentence)


def _patterns(old: frozenset[str], new: frozenset[str], location: Location) -> Iterator[Change]:
    if old == new:
        return
    direction = "tightened" if old < new else "loosened" if new < old else "changed"
    yield location.change_on_side(f"pattern-{direction}", f"pattern: {_join(old)} before, {_join(new)} now")


def _enum(old: list[Any] | None, new: list[Any] | None, location: Location) -> Iterator[Change]:
    if old is None and new is not None:
        yield location.change_on_side("enum-value-removed", f"now limited to {_join(new)}")
    elif old is not None and new is None:
        yield location.change_on_side("enum-value-added", f"was limited to {_join(old)}, and no longer is")
    elif old is not None and new is not None:
        removed, added = [each for each in old if each not in new], [each for each in new if each not in old]
        if removed:
            yield location.change_on_side("enum-value-removed", f"values removed: {_join(removed)}")
        if added:
            yield location.change_on_side("enum-value-added", f"values added: {_join(added)}")


def _null(old: bool, new: bool, location: Location) -> Iterator[Change]:  # two values of one property, not options
    request = location.side == "request"
    if old and not new:
        yield location.change_on_side("null-refused" if request else "null-removed", "it may no longer be null")
    if new and not old:
        yield location.change_on_side("null-allowed" if request else "null-added", "it may now be null")


def _bounds(old: Node, new: Node, location: Location) -> Iterator[Change]:
    for name in _LOWER:
        yield from _bound(name, old.get(name), new.get(name), location)
    for name in _UPPER:
        yield from _bound(name, old.get(name), new.get(name), location, larger_is="loosened")
    for key, name, sign in (("lower", "minimum", 1), ("upper", "maximum", -1)):
        yield from _bound(name, old.get(key), new.get(key), location, sign=sign)
    if bool(old.get("uniqueItems")) != bool(new.get("uniqueItems")):
        direction, may = ("loosened", "may repeat") if old.get("uniqueItems") else ("tightened", "must be unique")
        yield location.change_on_side(f"bound-{direction}", f"its items now {may}")


def _bound(
    name: str, old: Any, new: Any, location: Location, *, larger_is: str = "tightened", sign: int = 1
) -> Iterator[Change]:
    if old == new:
        return
    if old is None or new is None:
        direction = "tightened" if old is None else "loosened"
    else:
        direction = larger_is if new > old else _OPPOSITE[larger_is]
    yield location.change_on_side(
        f"bound-{direction}", f"{name}: {_number(old, sign)} before, {_number(new, sign)} now"
    )


def _number(bound: Any, sign: int) -> str:
    if bound is None:
        return "none"
    if not isinstance(bound, tuple):
        return str(bound)
    value, exclusive = bound
    return f"{sign * value}{' (exclusive)' if exclusive else ''}"


def _multiple_of(old: float | None, new: float | None, location: Location) -> Iterator[Change]:
    if old == new:
        return
    sentence = f"multipleOf: {_number(old, 1)} before, {_number(new, 1)} now"
    yield location.change_on_side(f"bound-{_direction_of_multiple(old, new)}", sentence)


def _direction_of_multiple(old: float | None, new: float | None) -> str:
    if old is None or new is None:
        return "tightened" if old is None else "loosened"
    before, after = Decimal(str(old)), Decimal(str(new))
    return "tightened" if after % before == 0 else "loosened" if before % after == 0 else "changed"


def _join(values: Iterable[Any]) -> str:
    return ", ".join(sorted(str(value) for value in values)) or "any"
