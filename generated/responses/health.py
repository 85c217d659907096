# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of Health."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, quoted

if TYPE_CHECKING:
    from typing import Literal


class Health(JsonObject):
    """The service's health."""

    __slots__ = ()
    FIELDS = ("status", "version")

    def __init__(self, *, status: Literal["ok"], version: str) -> None:
        self.text = f'{{"status":"{status}","version":{quoted(version)}}}'
