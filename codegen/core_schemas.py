"""Write pydantic-core schemas as Python literals."""

from __future__ import annotations

import functools
import re
import types
from typing import TYPE_CHECKING, Any

from pydantic_core import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator

# They don't affect validation.
_IGNORED = {"metadata", "serialization", "serialization_alias", "computed_fields", "custom_init", "root_model"}
# Calls the schema inside, and only explains why a pattern can't be applied to something other than text.
_EXPLANATION = "_apply_constraint_with_incompatibility_info"


class Literal:
    """A core schema as the text of a Python literal.

    Parameters
    ----------
    schema : Any
        The ``__pydantic_core_schema__`` of a model.

    Attributes
    ----------
    text : str
        The literal.
    functions : set[str]
        The functions that it calls, by their names in ``generated/checks.py``.

    Raises
    ------
    TypeError
        If the schema contains an object that has no literal.
    """

    def __init__(self, schema: Any) -> None:
        self.functions: set[str] = set()
        self._references = frozenset(_references(schema))
        self.text = repr(self._plain(schema))

    def _plain(self, value: Any) -> Any:
        match value:
            case {"type": str(kind)} if kind == "missing-sentinel" or _is_explanation(value):
                return self._plain(value["schema"])
            case dict():
                return {key: self._plain(each) for key, each in value.items() if self._is_needed(key, each)}
            case list():
                return [self._plain(each) for each in value]
            case str() if value in self._references:
                return re.sub(r":\d+", "", value)
            case str() | bool() | int() | None:
                return value
        return _Name(self._expression(value))

    def _is_needed(self, key: str, value: Any) -> bool:
        return key not in _IGNORED and (key != "ref" or value in self._references)

    def _expression(self, value: Any) -> str:
        match value:
            case functools.partial():
                options = ", ".join(f"{name}={option!r}" for name, option in value.keywords.items())
                return f"partial({self._expression(value.func)}, {options})"
            case types.FunctionType(__name__=name):
                self.functions.add(name)
                return name
            case type(__name__=name):
                return name
        if value is MISSING:
            return "MISSING"
        raise TypeError(f"a core schema contains {value!r}, which has no literal")


def _is_explanation(schema: Any) -> bool:
    return bool(schema["type"] == "function-wrap" and schema["function"]["function"].__name__ == _EXPLANATION)


class _Name(str):
    """A name or a call in a literal."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if schema.get("type") == "definition-ref":
            yield schema["schema_ref"]
        schema = [each for key, each in schema.items() if key not in _IGNORED]
    if isinstance(schema, list):
        for each in schema:
            yield from _references(each)
