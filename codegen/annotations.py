"""The types of models' fields, without pydantic's."""

from __future__ import annotations

import re
import types
import typing
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic_core import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MODULES = {
    "Literal": "typing",
    "Decimal": "decimal",
    "Mapping": "collections.abc",
    "Sequence": "collections.abc",
    "Missing": "generated.missing",
}


def plain_type(annotation: Any) -> Any:
    """Return a type without aliases, constraints and the sentinel of an optional field."""
    if isinstance(annotation, typing.TypeAliasType):
        return plain_type(annotation.__value__)
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is typing.Annotated:
        return plain_type(arguments[0])
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        [annotation] = (each for each in arguments if each is not MISSING)
        return plain_type(annotation)
    if typing.get_origin(annotation) in (list, dict):
        return annotation.__origin__[*map(plain_type, arguments)]
    return annotation


def annotation_text(plain: Any) -> str:
    """Return a plain type as an annotation."""
    arguments = typing.get_args(plain)
    if typing.get_origin(plain) is typing.Literal:
        return f"Literal[{', '.join(map(repr, arguments))}]"
    if arguments:
        return f"{plain.__origin__.__name__}[{', '.join(map(annotation_text, arguments))}]"
    return str(plain.__name__)


def is_model(plain: Any) -> bool:
    """Return whether a type is a generated model."""
    return isinstance(plain, type) and issubclass(plain, BaseModel)


def models_inside(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield the models of a model's fields, each after the models of its own fields."""
    for field in model.model_fields.values():
        plain = plain_type(field.annotation)
        for each in filter(is_model, (plain, *typing.get_args(plain))):
            yield from models_inside(each)
            yield each


def typing_imports(source: str, models: Mapping[str, str] | None = None) -> str:
    """Return the imports that only the annotations in a source need; `models` has modules by class."""
    modules = _MODULES | dict(models or {})
    needed = [name for name in modules if re.search(rf"\b{name}\b", source)]
    lines = "".join(f"    from {modules[name]} import {name}\n" for name in needed)
    return lines and f"if TYPE_CHECKING:\n{lines}"


def is_writable(model: type[BaseModel]) -> bool:
    """Return whether the types of all fields are known; a document of any JSON is returned as it is."""
    return not any(Any in typing.get_args(plain_type(field.annotation)) for field in model.model_fields.values())
