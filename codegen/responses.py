"""Write the modules of ``generated/responses``, from the pydantic models."""

from __future__ import annotations

import json
import typing
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from codegen.annotations import annotation_text, is_model, models_inside, plain_type, typing_imports
from codegen.naming import snake_case

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

# What a handler may pass for a field of this type.
_PASSED = {list: "Sequence", dict: "Mapping"}
_FORMATS = {str: "quoted({})", int: "{}:d", bool: "boolean({})", Decimal: "{}:f"}


def response_source(model: type[BaseModel]) -> str:
    """Return the source of the module that writes the JSON text of a response's object, or of an object inside.

    Raises
    ------
    TypeError
        If the model's first field is optional, or a field has a type that can't be written.
    """
    fields = model.model_fields
    if not next(iter(fields.values())).is_required():
        raise TypeError(f"{model.__name__} begins with an optional field")
    classes = sorted({each.__name__ for each in models_inside(model)})
    source = (
        f'class {model.__name__}(JsonObject):\n    """{(model.__doc__ or "").strip()}"""\n    __slots__ = ()\n'
        f"    FIELDS = {tuple(fields)!r}\n\n"
        f"    def __init__(self, *, {', '.join(map(_parameter, fields, fields.values()))}) -> None:\n"
        f"        self.text = {_text(fields)}\n"
    )
    return (
        f'"""The JSON text of {model.__name__}."""\n'
        "from __future__ import annotations\n"
        "from typing import TYPE_CHECKING\n"
        "from generated.responses import JsonObject, boolean, objects, quoted, texts, texts_by_name\n"
        f"{typing_imports(source, {name: f'generated.responses.{snake_case(name)}' for name in classes})}\n{source}"
    )


def _parameter(name: str, field: FieldInfo) -> str:
    plain = plain_type(field.annotation)
    origin = typing.get_origin(plain)
    annotation = annotation_text(plain)
    if origin in _PASSED:
        annotation = annotation.replace(origin.__name__, _PASSED[origin], 1)
    return f"{name}: {annotation}" if field.is_required() else f"{name}: {annotation} | None = None"


def _text(fields: dict[str, FieldInfo]) -> str:
    """Return an expression of the JSON text, in which only the first field has no comma before it."""
    parts, required = [], "{{"
    for position, (name, field) in enumerate(fields.items()):
        plain = plain_type(field.annotation)
        value = f'"{{{name}}}"' if _is_plain_choice(plain) else f"{{{_value(name, plain)}}}"
        written = f'{"," if position else ""}"{field.alias or name}":{value}'
        if field.is_required():
            required += written
        else:
            parts += [f"f'{required}'"] * bool(required)
            parts.append(f"('' if {name} is None else f'{written}')")
            required = ""
    return " + ".join([*parts, f"f'{required}}}}}'"])


def _is_plain_choice(plain: Any) -> bool:
    """Return whether a field's values are known texts that need no escapes."""
    choices = typing.get_args(plain) if typing.get_origin(plain) is typing.Literal else ()
    return bool(choices) and all(isinstance(each, str) and json.dumps(each) == f'"{each}"' for each in choices)


def _value(name: str, plain: Any) -> str:
    """Return the inside of a field's braces; the format codes raise errors for values of other types."""
    if is_model(plain):
        return f"{name}.text"
    if plain in _FORMATS:
        return _FORMATS[plain].format(name)
    origin, arguments = typing.get_origin(plain), typing.get_args(plain)
    if origin is list and is_model(arguments[0]):
        return f"objects({name})"
    if origin is list and (arguments[0] is str or typing.get_origin(arguments[0]) is typing.Literal):
        return f"texts({name})"
    if plain == dict[str, str]:
        return f"texts_by_name({name})"
    raise TypeError(f"{name} is of type {plain!r}, which can't be written")
