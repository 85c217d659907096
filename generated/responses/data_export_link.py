# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of DataExportLink."""

from __future__ import annotations

from generated.responses import JsonObject, quoted


class DataExportLink(JsonObject):
    """A link to the copy of an account's data."""

    __slots__ = ()
    FIELDS = ("url", "expires_at")

    def __init__(self, *, url: str, expires_at: str) -> None:
        self.text = f'{{"url":{quoted(url)},"expiresAt":{quoted(expires_at)}}}'
