# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of AuditChange."""

from __future__ import annotations

from generated.responses import JsonObject, quoted


class AuditChange(JsonObject):
    """A changed field, with its values as text; those of secret and personal fields are missing."""

    __slots__ = ()
    FIELDS = ("field", "before", "after")

    def __init__(self, *, field: str, before: str | None = None, after: str | None = None) -> None:
        self.text = (
            f'{{"field":{quoted(field)}'
            + ("" if before is None else f',"before":{quoted(before)}')
            + ("" if after is None else f',"after":{quoted(after)}')
            + f"}}"
        )
