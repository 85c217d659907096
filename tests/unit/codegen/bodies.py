"""Bodies for an operation: by the contract, and bent in one or two places."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import jsonschema
import jsonschema_rs
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.unit.codegen.documents import BODIES, CONTRACT, OPERATIONS, resolved

_API = schemathesis.openapi.from_dict(CONTRACT)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)


def contract_schema(operation: str) -> dict[str, Any]:
    """Return the schema that the contract gives an operation's body."""
    schema: dict[str, Any] = resolved(CONTRACT["components"]["schemas"][BODIES[operation]])
    return schema


def contract_validator(operation: str) -> jsonschema_rs.Draft4Validator:
    """Return an exact validator of what the contract says."""
    return jsonschema_rs.Draft4Validator(contract_schema(operation))


def exact(body: Any) -> Any:
    """Return a body as it is read from the wire, its fractions as decimals."""
    return json.loads(json.dumps(body), parse_float=Decimal)


def valid_bodies(operation: str) -> st.SearchStrategy[Any]:
    """Return bodies that keep the contract, as schemathesis makes them."""
    path, method, _ = OPERATIONS[operation]
    cases = _API[path][method.upper()].as_strategy(generation_mode=GenerationMode.POSITIVE)
    return cases.map(lambda case: case.body)


@st.composite
def bent_bodies(draw: st.DrawFn, operation: str) -> Any:
    """Return bodies that were valid before a property or two was changed, added or taken away."""
    body = dict(draw(valid_bodies(operation)))
    properties = contract_schema(operation)["properties"]
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from([*properties, "extra"]))
        if draw(st.booleans()):
            body.pop(name, None)
        else:
            body[name] = draw(st.sampled_from(edges(properties.get(name, {}))) | _JSON)
    return body


def edges(schema: dict[str, Any]) -> list[Any]:
    """Return values at and just beyond what a property allows."""
    found = [None, True, 0, -1, 1.5, 0.001, 1.0, "", "x", [], {}, "x\n", *schema.get("enum", [])]
    for key in ("minimum", "maximum"):
        found += [schema[key] + step for step in (-1, -0.01, 0, 0.01, 1) if key in schema]
    for key in ("minLength", "maxLength"):
        lengths = {schema[key] + step for step in (-1, 0, 1) if key in schema} | {schema.get(key, 0) * 2 + 1}
        found += [
            letter * length for length in sorted(lengths) for letter in ("a", "é", "😀")
        ]  # one UTF-16 unit, and two
    return found


def variants(schema: dict[str, Any], value: Any) -> Iterator[Any]:
    """Yield a value that keeps a schema with each part of it, however deep, replaced by the edges of that part."""
    yield from edges(schema)
    for name, inside in schema.get("properties", {}).items():
        yield from (value | {name: part} for part in variants(inside, value.get(name, {})))
    if "items" in schema:
        yield from ([value[0]] * length for length in _lengths(schema))
        yield from ([*value, part] for part in variants(schema["items"], value[0]))


def _lengths(schema: dict[str, Any]) -> list[int]:
    return [schema[key] + step for key in ("minItems", "maxItems") for step in (-1, 0, 1) if key in schema]


def _utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _too_long(_: Any, most: int, value: Any, __: Any) -> Any:
    if isinstance(value, str) and _utf16_units(value) > most:
        yield jsonschema.ValidationError("too long")


def _too_short(_: Any, least: int, value: Any, __: Any) -> Any:
    if isinstance(value, str) and _utf16_units(value) < least:
        yield jsonschema.ValidationError("too short")


# Draft 4 by one who counts UTF-16 units, as a validator in Java may.
Utf16Validator = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft4Validator, {"maxLength": _too_long, "minLength": _too_short}
)


def import_model_readings(model: dict[str, Any]) -> list[Any]:
    """Return validators of an import document's model, one for each way in which it may be read."""
    return [jsonschema_rs.Draft4Validator(model), jsonschema.Draft4Validator(model), Utf16Validator(model)]
