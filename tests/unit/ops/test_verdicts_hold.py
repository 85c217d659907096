"""Compatible changes keep old requests valid, and return only responses that were valid before."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.contract import Contract
from ops.contract_changes.operations import changes
from ops.contract_changes.rules import Severity
from tests.sampling import shortened

type Json = dict[str, Any]

TEXTS = ["", "a", "ab", "abc", "7", "77"]
NUMBERS = [0, 1, 2, 3, 4, 6, 1.5]


def some(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({}, optional=keys)


BOUND = st.integers(0, 4)
STRING = some(
    minLength=BOUND,
    maxLength=BOUND,
    enum=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3, unique=True),
    pattern=st.sampled_from(["^a", "7$"]),
    nullable=st.booleans(),
).map(lambda keys: {"type": "string", **keys})
NUMBER = st.builds(
    lambda kind, keys: {"type": kind, **keys},
    st.sampled_from(["integer", "number"]),
    some(
        minimum=BOUND,
        maximum=BOUND,
        exclusiveMinimum=st.booleans(),
        exclusiveMaximum=st.booleans(),
        multipleOf=st.sampled_from([1, 2, 3, 0.5]),
        nullable=st.booleans(),
    ),
)
LEAF = STRING | NUMBER
LIST = st.builds(
    lambda items, keys: {"type": "array", "items": items, **keys},
    LEAF,
    some(minItems=st.integers(0, 2), maxItems=st.integers(0, 2), uniqueItems=st.booleans()),
)
CHOICE = st.lists(LEAF, min_size=1, max_size=2).map(lambda several: {"anyOf": several})
BOTH = st.tuples(STRING, STRING).map(lambda parts: {"allOf": [*parts]})
FIELD = LEAF | LIST | CHOICE | BOTH


@st.composite
def pair(draw: st.DrawFn) -> tuple[Json, Json]:
    """Return an object schema before and after a change of its field or of the field's requiredness."""
    old = draw(FIELD)
    new = draw(changed(old) | FIELD)
    required, still_required = draw(st.sampled_from([([], []), (["x"], ["x"]), (["x"], []), ([], ["x"])]))
    return object_schema({"x": old}, required), object_schema({"x": new}, still_required)


def object_schema(fields: Json, required: list[str]) -> Json:
    requiredness = {"required": required} if required else {}
    return {"type": "object", "additionalProperties": False, "properties": fields, **requiredness}


@st.composite
def changed(draw: st.DrawFn, field: Json) -> Json:
    """Return a field without one of its constraints, or with those of another field of its type."""
    removed = draw(st.sampled_from([*field]))
    if removed != "type" and draw(st.booleans()):
        return {key: value for key, value in field.items() if key != removed} or field
    other = draw({"string": STRING, "array": LIST}.get(field.get("type", ""), NUMBER if "type" in field else FIELD))
    return {**field, **other} if "type" in field else other


VALUES: list[Json] = [
    {},
    *({"x": value} for value in [*TEXTS, *NUMBERS, None, [], [1], [1, 1], [3, 4], ["a"], ["7", "abc"], ["a", "a"]]),
]


def contract(request: Json | None = None, response: Json | None = None) -> Contract:
    operation: Json = {"responses": {"200": {"description": "Done."}}}
    if request:
        operation["requestBody"] = {"content": {"application/json": {"schema": request}}}
    if response:
        operation["responses"]["200"]["content"] = {"application/json": {"schema": response}}
    return Contract({"openapi": "3.0.3", "info": {"version": "1.0.0"}, "paths": {"/": {"post": operation}}})


def breaks(old: Contract, new: Contract) -> bool:
    return any(change.severity is Severity.BREAKING for change in changes(old, new))


def accepted(schema: Json) -> list[bool]:
    validator = jsonschema_rs.Draft4Validator(draft_4(schema))
    return [validator.is_valid(value) for value in VALUES]


def draft_4(schema: Any) -> Any:
    """Return a schema of OpenAPI 3.0 with ``nullable`` translated to JSON Schema draft 4."""
    if isinstance(schema, list):
        return [draft_4(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    translated = {key: draft_4(value) for key, value in schema.items() if key != "nullable"}
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if bound not in translated:  # it has no effect then, and draft 4 forbids it
            translated.pop(exclusive, None)
    return {"anyOf": [translated, {"type": "null"}]} if schema.get("nullable") is True else translated


@settings(deadline=None, max_examples=shortened(400), derandomize=True)
@given(contracts=pair())
def test_old_requests_stay_valid(contracts: tuple[Json, Json]) -> None:
    old, new = contracts
    if not breaks(contract(request=old), contract(request=new)):
        for was, now in zip(accepted(old), accepted(new), strict=True):
            assert now or not was


@settings(deadline=None, max_examples=shortened(400), derandomize=True)
@given(contracts=pair())
def test_new_responses_were_valid_before(contracts: tuple[Json, Json]) -> None:
    old, new = contracts
    if not breaks(contract(response=old), contract(response=new)):
        for was, now in zip(accepted(old), accepted(new), strict=True):
            assert was or not now
