# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import IntegerText, Model

from . import audit_actor, audit_target, date_time, page_token


class ListAuditEntriesParameters(Model):
    """
    The path, query and header parameters of listAuditEntries.
    """

    actor: audit_actor.AuditActor | MISSING = MISSING
    target: audit_target.AuditTarget | MISSING = MISSING
    from_: Annotated[date_time.DateTime | MISSING, Field(alias="from")] = MISSING
    to: date_time.DateTime | MISSING = MISSING
    limit: Annotated[IntegerText, Field(ge=1, le=100)] = 20
    page: page_token.PageToken | MISSING = MISSING
