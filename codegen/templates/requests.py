"""The validated parameters and bodies of requests, one module each, so that a function imports only its own.

Each module has its model's pydantic-core schema as a literal, so that no function imports pydantic, whose import takes
longer than all validation. Its classes have the model's fields and true annotations, so that type checkers don't offer
what only a pydantic model has.
"""

from __future__ import annotations

from typing import ClassVar

import pydantic_core

from generated.missing import MISSING

# The schemas are pydantic's internal format: another version may read them differently.
PYDANTIC_CORE = "?"
if pydantic_core.__version__ != PYDANTIC_CORE:
    raise ImportError(f"These schemas are for pydantic-core {PYDANTIC_CORE}, not {pydantic_core.__version__}.")


class Validated:
    """An object of a request, which only pydantic-core creates; don't change it."""

    __slots__ = ("__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")
    NAMES: ClassVar[dict[str, str]] = {}
    """The contract's names of fields that differ from Python's."""

    def as_json(self) -> dict[str, object]:
        """Return the object with the contract's names, without omitted fields, as the client could have sent it."""
        sent = {name: value for name, value in vars(self).items() if value is not MISSING}
        return {self.NAMES.get(name, name): _as_json(value) for name, value in sent.items()}


def _as_json(value: object) -> object:
    match value:
        case Validated():
            return value.as_json()
        case list():
            return [_as_json(item) for item in value]
    return value
