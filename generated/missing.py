# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The value of an optional field that the client omitted."""

from __future__ import annotations

from typing import Final


class Missing:
    """The type of `MISSING`, which no JSON text yields; pydantic's own sentinel would make every function import it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
