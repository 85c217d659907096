# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model

from . import audit_actor, audit_change, audit_target, timestamp
from . import audit_id as audit_id_1


class AuditEntry(Model):
    """
    An entry of the audit.
    """

    audit_id: Annotated[audit_id_1.AuditId, Field(alias="auditId")]
    occurred_at: Annotated[timestamp.Timestamp, Field(alias="occurredAt")]
    actor: audit_actor.AuditActor
    action: Annotated[str, Field(max_length=100, pattern="^[a-z]+\\.[a-z-]+$")]
    """
    What was done, such as `product.updated`; more actions may be added. The guide *Admins* lists them.
    """
    target: audit_target.AuditTarget
    changes: Annotated[list[audit_change.AuditChange], Field(max_length=100)]
    """
    The changed fields.
    """
