# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model

from . import audit_entry, page_token


class AuditPage(Model):
    """
    A page of the audit.
    """

    items: Annotated[list[audit_entry.AuditEntry], Field(max_length=100)]
    """
    The entries, newest first.
    """
    next_page: Annotated[page_token.PageToken | MISSING, Field(alias="nextPage")] = MISSING
