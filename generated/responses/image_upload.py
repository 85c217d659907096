# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of ImageUpload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, quoted, texts_by_name

if TYPE_CHECKING:
    from collections.abc import Mapping


class ImageUpload(JsonObject):
    """A presigned form that accepts the image."""

    __slots__ = ()
    FIELDS = ("url", "fields", "expires_at")

    def __init__(self, *, url: str, fields: Mapping[str, str], expires_at: str) -> None:
        self.text = f'{{"url":{quoted(url)},"fields":{texts_by_name(fields)},"expiresAt":{quoted(expires_at)}}}'
