"""A schema as one table: references followed, ``allOf`` merged, and without what the other side alone sends."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ops.contract_changes.change import Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from codegen.contract import Contract, Node

# Readers of OpenAPI 3.0 leave out of a request what is readOnly, and out of an answer what is writeOnly.
_OTHERS_ALONE = {Side.REQUEST: "readOnly", Side.ANSWER: "writeOnly"}


def flat(contract: Contract, schema: Node, side: Side) -> Node:
    """Return what a schema asks for, in one table.

    ``minimum`` becomes ``lower`` and ``maximum`` becomes ``upper``, pairs that are larger the tighter the bound is;
    ``pattern`` becomes the set ``patterns``, and ``not`` one of ``nots``. ``oneOf`` and ``anyOf`` become ``choices``,
    which are lists of alternatives.

    Parameters
    ----------
    contract : Contract
        Where its references lead.
    schema : Node
        The schema.
    side : Side
        Who sends the value.
    """
    own = dict(contract.resolve(schema))
    parts = own.pop("allOf", [])
    result = _readied(contract, own, side)
    for part in parts:
        result = _both(result, flat(contract, part, side))
    return result


def _readied(contract: Contract, own: Node, side: Side) -> Node:
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
        sent = {
            name: field
            for name, field in own["properties"].items()
            if not contract.resolve(field).get(_OTHERS_ALONE[side])
        }
        left_out = own["properties"].keys() - sent.keys()
        own["properties"] = sent
        own["required"] = [name for name in own.get("required", []) if name not in left_out]
    return own


def _both(one: Node, other: Node) -> Node:
    shared = one.keys() & other.keys()
    joined = {**other, **one, **{key: _merged(key, one[key], other[key]) for key in shared}}
    return {**joined, "nullable": _may_both_be_null(one, other)}


def _may_both_be_null(one: Node, other: Node) -> bool:
    """Tell whether null is taken: by each part that has a type, or because one without a type says so for the others.

    The latter is how many write that a reference may be null, and how generated clients read it.
    """
    if any(part.get("nullable") and "type" not in part for part in (one, other)):
        return True
    typed = [part for part in (one, other) if "type" in part]
    return bool(typed) and all(part.get("nullable") for part in typed)


def _merged(key: str, one: Any, other: Any) -> Any:
    """Return what is asked for by two parts that both say something under a key: the first where no rule joins them."""
    return _JOINED.get(key, lambda first, _: first)(one, other)


def _fields(one: Node, other: Node) -> Node:
    return {**other, **one, **{name: _field(one[name], other[name]) for name in one.keys() & other.keys()}}


def _field(one: Node, other: Node) -> Node:
    return one if one == other else {"allOf": [one, other]}


_JOINED: dict[str, Callable[[Any, Any], Any]] = {
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
