# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of AuditEntry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, objects, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generated.responses.audit_change import AuditChange


class AuditEntry(JsonObject):
    """An entry of the audit."""

    __slots__ = ()
    FIELDS = ("audit_id", "occurred_at", "actor", "action", "target", "changes")

    def __init__(
        self, *, audit_id: str, occurred_at: str, actor: str, action: str, target: str, changes: Sequence[AuditChange]
    ) -> None:
        self.text = f'{{"auditId":{quoted(audit_id)},"occurredAt":{quoted(occurred_at)},"actor":{quoted(actor)},"action":{quoted(action)},"target":{quoted(target)},"changes":{objects(changes)}}}'
