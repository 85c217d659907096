# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of Session."""

from __future__ import annotations

from generated.responses import JsonObject, boolean, quoted


class Session(JsonObject):
    """One login and all tokens issued for it. `lastUsedAt` is when its newest tokens were issued."""

    __slots__ = ()
    FIELDS = ("session_id", "created_at", "last_used_at", "current")

    def __init__(self, *, session_id: str, created_at: str, last_used_at: str, current: bool) -> None:
        self.text = f'{{"sessionId":{quoted(session_id)},"createdAt":{quoted(created_at)},"lastUsedAt":{quoted(last_used_at)},"current":{boolean(current)}}}'
