"""Changes of a schema, with everything below it."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from ops.contract_changes import constraints
from ops.contract_changes.change import Location, Side
from ops.contract_changes.flattening import flatten
from ops.contract_changes.generic import deprecation_changes, unknown_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Node
    from ops.contract_changes.change import Change

# A difference under any other key is reported as a change of meaning.
_VALUES = frozenset({"type", "format", "patterns", "enum", "lower", "upper", "multipleOf", "nullable", "uniqueItems"})
_LENGTHS = frozenset({"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"})
_PARTS = frozenset({"properties", "required", "additionalProperties", "items", "choices", "nots", "discriminator"})
_MARKS = frozenset({"default", "deprecated", "readOnly", "writeOnly"})
_WORDS = frozenset({"title", "description", "example", "externalDocs"})
_KNOWN = _VALUES | _LENGTHS | _PARTS | _MARKS | _WORDS


def changes(old: Node, new: Node, location: Location) -> Iterator[Change]:
    """Yield the changes between two schemas, which may be references."""
    references = (old.get("$ref", ""), new.get("$ref", ""))
    if any(references):
        if references in location.entered:
            return
        location = location.entering(references)
    before, after = flatten(location.old, old, location.side), flatten(location.new, new, location.side)
    if "choices" in before or "choices" in after:
        yield from _alternatives((old, before), (new, after), location)
    else:
        yield from _value(before, after, location)


def _value(before: Node, after: Node, location: Location) -> Iterator[Change]:
    type_changes = [*constraints.type_change(before.get("type"), after.get("type"), location)]
    yield from type_changes
    if any(change.rule.endswith("type-changed") for change in type_changes):
        return
    yield from constraints.changes(before, after, location)
    yield from _default(before, after, location)
    yield from deprecation_changes(before, after, location)
    yield from _fields(before, after, location)
    yield from _additional(before.get("additionalProperties", True), after.get("additionalProperties", True), location)
    if "items" in before or "items" in after:
        yield from changes(before.get("items", {}), after.get("items", {}), location.below("0"))
    yield from _nots(before.get("nots", []), after.get("nots", []), location)
    yield from unknown_changes(before, after, _KNOWN, location, _meaning(location))


def _nots(old: list[Node], new: list[Node], location: Location) -> Iterator[Change]:
    nothing: Node = {}
    if any(any(changes(one, other, location)) for one, other in zip_longest(old, new, fillvalue=nothing)):
        yield location.change_on_side("meaning-changed", "`not` differs, and no rule covers it")


def _default(before: Node, after: Node, location: Location) -> Iterator[Change]:
    old, new = before.get("default"), after.get("default")
    if old == new or location.side is Side.RESPONSE:
        return
    rule = "request-default-added" if old is None else "request-default-changed"
    yield location.change(rule, f"default: {_text(old)} before, {_text(new)} now")


def _text(default: Any) -> str:
    return "none" if default is None else f"{default}"


def _fields(before: Node, after: Node, location: Location) -> Iterator[Change]:
    old, new = before.get("properties", {}), after.get("properties", {})
    for name in dict.fromkeys([*old, *new, *before.get("required", []), *after.get("required", [])]):
        field_location = location.below(name)
        was_required, required = name in before.get("required", []), name in after.get("required", [])
        if name in old and name not in new and not required:
            yield field_location.change_on_side("field-removed", f"the field {name} was removed")
        elif name not in old and name in new and not was_required:
            must_send = required and location.side is Side.REQUEST
            yield field_location.change_on_side(
                f"field-added{'-required' if must_send else ''}",
                f"the field {name} is new{' and required' if must_send else ''}",
            )
        else:
            yield from _requiredness(name, field_location, was_required=was_required, required=required)
            yield from changes(old.get(name, {}), new.get(name, {}), field_location)


def _requiredness(name: str, field_location: Location, *, was_required: bool, required: bool) -> Iterator[Change]:
    if required and not was_required:
        yield field_location.change_on_side("field-made-required", f"the field {name} was optional and is now required")
    if was_required and not required:
        yield field_location.change_on_side("field-made-optional", f"the field {name} was required and is now optional")


def _additional(old: Any, new: Any, location: Location) -> Iterator[Change]:
    if (old is False) != (new is False):
        yield (
            location.change_on_side("closed", "additional fields are no longer allowed")
            if new is False
            else location.change_on_side("opened", "additional fields are now allowed")
        )
    elif isinstance(old, dict) or isinstance(new, dict):
        yield from changes(_schema(old), _schema(new), location.below("*"))


def _schema(value: Any) -> Node:
    return value if isinstance(value, dict) else {}


def _alternatives(old: tuple[Node, Node], new: tuple[Node, Node], location: Location) -> Iterator[Change]:
    """Compare schemas, at least one with alternatives; each side is the schema and its flattened form."""
    (_, before), (_, after) = old, new
    if "choices" in before and "choices" in after:
        yield from _value(_without_choices(before), _without_choices(after), location)
        if _discriminator(before) != _discriminator(after):
            yield location.change_on_side("meaning-changed", "the discriminator is another field")
    else:
        known = _WORDS | {"discriminator"}
        yield from unknown_changes(
            _without_choices(before), _without_choices(after), known, location, _meaning(location)
        )
    old_choices, new_choices = _choices(*old), _choices(*new)
    if len(old_choices) == len(new_choices):
        for one, other in zip(old_choices, new_choices, strict=True):
            yield from _choice(one, other, location)
    else:
        yield location.change(_meaning(location), "the number of oneOf and anyOf differs")


def _meaning(location: Location) -> str:
    return f"{location.side}-meaning-changed"


def _choices(schema: Node, flattened: Node) -> list[list[Node]]:
    choices: list[list[Node]] = flattened.get("choices", [[schema]])
    return choices


def _choice(old: list[Node], new: list[Node], location: Location) -> Iterator[Change]:
    pairs = _pairs(old, new)
    for one, other in pairs:
        yield from changes(one, other, location)
    for removed in (each for each in old if all(each is not one for one, _ in pairs)):
        yield location.change_on_side("alternative-removed", f"the alternative {_name(removed)} was removed")
    for added in (each for each in new if all(each is not other for _, other in pairs)):
        yield location.change_on_side("alternative-added", f"the alternative {_name(added)} is new")


def _pairs(old: list[Node], new: list[Node]) -> list[tuple[Node, Node]]:
    """Pair the alternatives: equal ones first, then those without a name, in order."""
    pairs = [(one, other) for one in old for other in new if one == other]
    unnamed_old = [each for each in old if "$ref" not in each and all(each is not one for one, _ in pairs)]
    unnamed_new = [each for each in new if "$ref" not in each and all(each is not other for _, other in pairs)]
    return [*pairs, *zip(unnamed_old, unnamed_new, strict=False)]


def _without_choices(schema: Node) -> Node:
    """Return the constraints beside the alternatives, or nothing if there are no alternatives."""
    return {key: value for key, value in schema.items() if key != "choices"} if "choices" in schema else {}


def _discriminator(schema: Node) -> str | None:
    name: str | None = schema.get("discriminator", {}).get("propertyName")
    return name


def _name(alternative: Node) -> str:
    return str(
        alternative.get("$ref") or alternative.get("title") or alternative.get("type") or "without a name"
    ).rpartition("/")[2]
