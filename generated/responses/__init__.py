# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The objects of responses, one module each: constructing one writes its JSON text.

There is no model in between, and nothing is validated: what the functions return is held against the contract in tests
and by ``make run``, response by response.
"""

from __future__ import annotations

from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["JsonObject", "boolean", "objects", "quoted", "texts", "texts_by_name"]


class JsonObject:
    """An object of the contract as JSON text; construct it by field names, None for an absent field."""

    __slots__ = ("text",)
    FIELDS: ClassVar[tuple[str, ...]] = ()

    text: str

    if TYPE_CHECKING:

        def __init__(self, **fields: Any) -> None:
            """Write the text."""


def boolean(value: bool) -> str:
    """Return a boolean as JSON text."""
    return "true" if value else "false"


def objects(values: Iterable[JsonObject]) -> str:
    """Return objects as a JSON array."""
    return f"[{','.join([value.text for value in values])}]"


def texts(values: Iterable[str]) -> str:
    """Return texts as a JSON array."""
    return f"[{','.join(map(quoted, values))}]"


def texts_by_name(values: Mapping[str, str]) -> str:
    """Return texts by name as a JSON object."""
    return f"{{{','.join([f'{quoted(name)}:{quoted(value)}' for name, value in values.items()])}}}"
