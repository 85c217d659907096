"""How what one value may be changed, with all that is in it."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from ops.contract_changes import limits
from ops.contract_changes.change import Place, Side
from ops.contract_changes.flat import flat
from ops.contract_changes.rest import marked, unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Node
    from ops.contract_changes.change import Change

# Whatever is in none of these and differs can't be judged.
_VALUES = frozenset({"type", "format", "patterns", "enum", "lower", "upper", "multipleOf", "nullable", "uniqueItems"})
_LENGTHS = frozenset({"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"})
_PARTS = frozenset({"properties", "required", "additionalProperties", "items", "choices", "nots", "discriminator"})
_MARKS = frozenset({"default", "deprecated", "readOnly", "writeOnly"})
_WORDS = frozenset({"title", "description", "example", "externalDocs"})
_KNOWN = _VALUES | _LENGTHS | _PARTS | _MARKS | _WORDS


def changes(old: Node, new: Node, place: Place) -> Iterator[Change]:
    """Yield how what a value may be changed.

    Parameters
    ----------
    old, new : Node
        Its schemas, as they are written.
    place : Place
        Where it stands.
    """
    references = (old.get("$ref", ""), new.get("$ref", ""))
    if any(references):
        if references in place.entered:
            return
        place = place.entering(references)
    before, after = flat(place.old, old, place.side), flat(place.new, new, place.side)
    if "choices" in before or "choices" in after:
        yield from _alternatives((old, before), (new, after), place)
    else:
        yield from _value(before, after, place)


def _value(before: Node, after: Node, place: Place) -> Iterator[Change]:
    retyped = [*limits.type_change(before.get("type"), after.get("type"), place)]
    yield from retyped
    if any(change.rule.endswith("type-changed") for change in retyped):
        return
    yield from limits.changes(before, after, place)
    yield from _default(before, after, place)
    yield from marked(before, after, place)
    yield from _fields(before, after, place)
    yield from _openness(before.get("additionalProperties", True), after.get("additionalProperties", True), place)
    if "items" in before or "items" in after:
        yield from changes(before.get("items", {}), after.get("items", {}), place.below("0"))
    yield from _nots(before.get("nots", []), after.get("nots", []), place)
    yield from unjudged(before, after, _KNOWN, place, _meaning(place))


def _nots(old: list[Node], new: list[Node], place: Place) -> Iterator[Change]:
    nothing: Node = {}
    if any(any(changes(one, other, place)) for one, other in zip_longest(old, new, fillvalue=nothing)):
        yield place.sided("meaning-changed", "what it may not be differs, and no rule says what that does")


def _default(before: Node, after: Node, place: Place) -> Iterator[Change]:
    old, new = before.get("default"), after.get("default")
    if old == new or place.side is Side.ANSWER:
        return
    rule = "request-default-added" if old is None else "request-default-changed"
    yield place.change(rule, f"left out, it was {_said(old)}, and is {_said(new)}")


def _said(default: Any) -> str:
    return "nothing in particular" if default is None else f"{default}"


def _fields(before: Node, after: Node, place: Place) -> Iterator[Change]:
    old, new = before.get("properties", {}), after.get("properties", {})
    for name in dict.fromkeys([*old, *new, *before.get("required", []), *after.get("required", [])]):
        here = place.below(name)
        was, required = name in before.get("required", []), name in after.get("required", [])
        if name in old and name not in new and not required:
            yield here.sided("field-removed", f"the field {name} is gone")
        elif name not in old and name in new and not was:
            needed = required and place.side is Side.REQUEST
            yield here.sided(
                f"field-added{'-required' if needed else ''}",
                f"the field {name} is new{', and has to be sent' if needed else ''}",
            )
        else:
            yield from _requiredness(name, here, was=was, required=required)
            yield from changes(old.get(name, {}), new.get(name, {}), here)


def _requiredness(name: str, here: Place, *, was: bool, required: bool) -> Iterator[Change]:
    if required and not was:
        yield here.sided("field-made-required", f"the field {name} was optional, and is required")
    if was and not required:
        yield here.sided("field-made-optional", f"the field {name} was required, and is optional")


def _openness(old: Any, new: Any, place: Place) -> Iterator[Change]:
    if (old is False) != (new is False):
        yield place.sided(
            *(("closed", "no other fields are taken now") if new is False else ("opened", "other fields are taken now"))
        )
    elif isinstance(old, dict) or isinstance(new, dict):
        yield from changes(_schema(old), _schema(new), place.below("*"))


def _schema(written: Any) -> Node:
    return written if isinstance(written, dict) else {}


def _alternatives(old: tuple[Node, Node], new: tuple[Node, Node], place: Place) -> Iterator[Change]:
    """Compare what is one of several, or became it; each side is a schema as it is written, and flat."""
    (_, before), (_, after) = old, new
    if "choices" in before and "choices" in after:
        yield from _value(_beside(before), _beside(after), place)
        if _told_apart_by(before) != _told_apart_by(after):
            yield place.sided("meaning-changed", "another field tells the alternatives apart")
    else:
        yield from unjudged(_beside(before), _beside(after), _WORDS | {"discriminator"}, place, _meaning(place))
    was, now = _choices(*old), _choices(*new)
    if len(was) == len(now):
        for some, others in zip(was, now, strict=True):
            yield from _choice(some, others, place)
    else:
        yield place.change(_meaning(place), "it is chosen from alternatives more or less often")


def _meaning(place: Place) -> str:
    return f"{place.side}-meaning-changed"


def _choices(written: Node, schema: Node) -> list[list[Node]]:
    choices: list[list[Node]] = schema.get("choices", [[written]])
    return choices


def _choice(old: list[Node], new: list[Node], place: Place) -> Iterator[Change]:
    pairs = _paired(old, new)
    for one, other in pairs:
        yield from changes(one, other, place)
    for gone in (each for each in old if all(each is not one for one, _ in pairs)):
        yield place.sided("alternative-removed", f"no longer among the alternatives: {_name(gone)}")
    for come in (each for each in new if all(each is not other for _, other in pairs)):
        yield place.sided("alternative-added", f"new among the alternatives: {_name(come)}")


def _paired(old: list[Node], new: list[Node]) -> list[tuple[Node, Node]]:
    """Put each alternative beside its like: what is written the same, or else what has no name, in order."""
    pairs = [(one, other) for one in old for other in new if one == other]
    was = [each for each in old if "$ref" not in each and all(each is not one for one, _ in pairs)]
    left = [each for each in new if "$ref" not in each and all(each is not other for _, other in pairs)]
    return [*pairs, *zip(was, left, strict=False)]


def _beside(schema: Node) -> Node:
    """Return what is asked for beside the alternatives, of a schema that has some."""
    return {key: value for key, value in schema.items() if key != "choices"} if "choices" in schema else {}


def _told_apart_by(schema: Node) -> str | None:
    name: str | None = schema.get("discriminator", {}).get("propertyName")
    return name


def _name(alternative: Node) -> str:
    return str(
        alternative.get("$ref") or alternative.get("title") or alternative.get("type") or "one without a name"
    ).rpartition("/")[2]
