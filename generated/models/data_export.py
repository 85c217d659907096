# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model

from . import (
    data_export_audit_entry,
    data_export_cart_line,
    data_export_key,
    data_export_order,
    data_export_profile,
    data_export_session,
    delayed_email,
    timestamp,
)


class DataExport(Model):
    """
    The file that `getDataExport` links to - everything that is kept about an account, without its secrets.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    version: Annotated[int, Field(ge=1, le=1)]
    """
    The version of this format. It is raised when a property is removed or changes its meaning.
    """
    created_at: Annotated[timestamp.Timestamp, Field(alias="createdAt")]
    profile: data_export_profile.DataExportProfile
    sessions: Annotated[list[data_export_session.DataExportSession], Field(max_length=100000)]
    """
    The sessions, also expired ones that aren't deleted yet.
    """
    cart: Annotated[list[data_export_cart_line.DataExportCartLine], Field(max_length=40)]
    """
    The products in the cart.
    """
    orders: Annotated[list[data_export_order.DataExportOrder], Field(max_length=1000000)]
    """
    All orders, oldest first.
    """
    idempotency_keys: Annotated[list[data_export_key.DataExportKey], Field(alias="idempotencyKeys", max_length=1000000)]
    """
    The Idempotency-Keys of the last 24 hours.
    """
    delayed_emails: Annotated[list[delayed_email.DelayedEmail], Field(alias="delayedEmails", max_length=10000)]
    """
    The e-mails that wait until the address is verified, each with the id of its order.
    """
    audit: Annotated[list[data_export_audit_entry.DataExportAuditEntry], Field(max_length=1000000)]
    """
    The entries of the audit about the account and by it.
    """
