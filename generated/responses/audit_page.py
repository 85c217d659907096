# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of AuditPage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, objects, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generated.responses.audit_entry import AuditEntry


class AuditPage(JsonObject):
    """A page of the audit."""

    __slots__ = ()
    FIELDS = ("items", "next_page")

    def __init__(self, *, items: Sequence[AuditEntry], next_page: str | None = None) -> None:
        self.text = (
            f'{{"items":{objects(items)}' + ("" if next_page is None else f',"nextPage":{quoted(next_page)}') + f"}}"
        )
