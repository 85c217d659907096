# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, ConfigDict, Field

from generated.base import Model

from . import audit_actor, audit_change, audit_target, timestamp
from . import audit_id as audit_id_1


class DataExportAuditEntry(Model):
    """
    An entry of the audit.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    audit_id: Annotated[audit_id_1.AuditId, Field(alias="auditId")]
    occurred_at: Annotated[timestamp.Timestamp, Field(alias="occurredAt")]
    actor: audit_actor.AuditActor
    network: Annotated[str | MISSING, Field(max_length=4)] = MISSING
    """
    Four hex digits of a digest of the network that the change was made from.
    """
    action: Annotated[str, Field(max_length=100)]
    """
    What was done.
    """
    target: audit_target.AuditTarget
    changes: Annotated[list[audit_change.AuditChange], Field(max_length=100)]
    """
    The changed fields.
    """
