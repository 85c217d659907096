"""A schema as one table: references resolved, ``allOf`` merged, fields of the other side left out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ops.contract_changes.change import Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from codegen.contract import Contract, Node

# OpenAPI 3.0: readOnly fields are not part of requests, writeOnly fields not of responses.
_EXCLUDED_BY = {Side.REQUEST: "readOnly", Side.RESPONSE: "writeOnly"}


def flatten(contract: Contract, schema: Node, side: Side) -> Node:
    """Return a schema's constraints as one table.

    ``minimum`` becomes ``lower`` and ``maximum`` becomes ``upper``, pairs that are larger the tighter the bound is;
    ``pattern`` becomes the set ``patterns``, and ``not`` one of ``nots``. ``oneOf`` and ``anyOf`` become ``choices``,
    which are lists of alternatives.
    """
    own = dict(contract.resolve(schema))
    parts = own.pop("allOf", [])
    result = _normalize(contract, own, side)
    for part in parts:
        result = _merge(result, flatten(contract, part, side))
    return result


def _normalize(contract: Contract, own: Node, side: Side) -> Node:
    for name, bound, exclusive, sign in (
        ("lower", "minimum", "exclusiveMinimum", 1),
        ("upper", "maximum", "exclusiveMaximum", -1),
    ):
        strict = own.pop(exclusive, False)
        if bound in own:
            own[name] = (sign * Decimal(str(own.pop(bound))), strict)
    if "pattern" in own:
        own["patterns"] = frozenset({own.pop("pattern")})
    choices = [own.pop(key) for key in ("oneOf", "anyOf") if key in own]
    if choices:
        own["choices"] = choices
    if "not" in own:
        own["nots"] = [own.pop("not")]
    if "properties" in own:
        included = {
            name: field
            for name, field in own["properties"].items()
            if not contract.resolve(field).get(_EXCLUDED_BY[side])
        }
        excluded = own["properties"].keys() - included.keys()
        own["properties"] = included
        own["required"] = [name for name in own.get("required", []) if name not in excluded]
    return own


def _merge(one: Node, other: Node) -> Node:
    shared = one.keys() & other.keys()
    joined = {**other, **one, **{key: _merge_values(key, one[key], other[key]) for key in shared}}
    return {**joined, "nullable": _nullable(one, other)}


def _nullable(one: Node, other: Node) -> bool:
    """Return whether null is valid: every part with a type allows it, or a part without a type sets ``nullable``.

    The latter is the common way to make a reference nullable, and client generators read it so.
    """
    if any(part.get("nullable") and "type" not in part for part in (one, other)):
        return True
    typed = [part for part in (one, other) if "type" in part]
    return bool(typed) and all(part.get("nullable") for part in typed)


def _merge_values(key: str, one: Any, other: Any) -> Any:
    """Return the value that satisfies both parts under a key; keys without a merge function keep the first."""
    return _MERGES.get(key, lambda first, _: first)(one, other)


def _fields(one: Node, other: Node) -> Node:
    return {**other, **one, **{name: _field(one[name], other[name]) for name in one.keys() & other.keys()}}


def _field(one: Node, other: Node) -> Node:
    return one if one == other else {"allOf": [one, other]}


_MERGES: dict[str, Callable[[Any, Any], Any]] = {
    "properties": _fields,
    "required": lambda one, other: [*one, *(name for name in other if name not in one)],
    "enum": lambda one, other: [value for value in one if value in other],
    "patterns": lambda one, other: one | other,
    "choices": lambda one, other: [*one, *other],
    "nots": lambda one, other: [*one, *other],
    "items": _field,
    "type": lambda one, other: "integer" if {one, other} == {"integer", "number"} else one,
    "additionalProperties": lambda one, other: False if other is False else one,
    **dict.fromkeys(("lower", "upper", "minLength", "minItems", "minProperties", "multipleOf"), max),
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties"), min),
}
