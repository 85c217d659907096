"""Convert names of the contract to Python."""

from __future__ import annotations

import re

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake_case(name: str) -> str:
    """Return a camelCase or PascalCase name in snake_case."""
    return _WORD_STARTS.sub("_", name).lower()


def parameters_name(operation_id: str) -> str:
    """Return the model name of an operation's parameters."""
    return f"{operation_id[0].upper()}{operation_id[1:]}Parameters"
