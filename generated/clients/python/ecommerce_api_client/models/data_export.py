# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..runtime.times import to_text

if TYPE_CHECKING:
    from ..models.data_export_audit_entry import DataExportAuditEntry
    from ..models.data_export_cart_line import DataExportCartLine
    from ..models.data_export_key import DataExportKey
    from ..models.data_export_order import DataExportOrder
    from ..models.data_export_profile import DataExportProfile
    from ..models.data_export_session import DataExportSession


T = TypeVar("T", bound="DataExport")


@_attrs_define
class DataExport:
    """The file that `getDataExport` links to - everything that is kept about an account, without its secrets."""

    version: int
    """ The version of this format. It is raised when a property is removed or changes its meaning. """
    created_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    profile: DataExportProfile
    """ The profile of an account. """
    sessions: list[DataExportSession]
    """ The sessions, also expired ones that aren't deleted yet. """
    cart: list[DataExportCartLine]
    """ The products in the cart. """
    orders: list[DataExportOrder]
    """ All orders, oldest first. """
    idempotency_keys: list[DataExportKey]
    """ The Idempotency-Keys of the last 24 hours. """
    delayed_emails: list[str]
    """ The e-mails that wait until the address is verified, each with the id of its order. """
    audit: list[DataExportAuditEntry]
    """ The entries of the audit about the account and by it. """

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        created_at = to_text(self.created_at)

        profile = self.profile.to_dict()

        sessions = []
        for sessions_item_data in self.sessions:
            sessions_item = sessions_item_data.to_dict()
            sessions.append(sessions_item)

        cart = []
        for cart_item_data in self.cart:
            cart_item = cart_item_data.to_dict()
            cart.append(cart_item)

        orders = []
        for orders_item_data in self.orders:
            orders_item = orders_item_data.to_dict()
            orders.append(orders_item)

        idempotency_keys = []
        for idempotency_keys_item_data in self.idempotency_keys:
            idempotency_keys_item = idempotency_keys_item_data.to_dict()
            idempotency_keys.append(idempotency_keys_item)

        delayed_emails = self.delayed_emails

        audit = []
        for audit_item_data in self.audit:
            audit_item = audit_item_data.to_dict()
            audit.append(audit_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "version": version,
                "createdAt": created_at,
                "profile": profile,
                "sessions": sessions,
                "cart": cart,
                "orders": orders,
                "idempotencyKeys": idempotency_keys,
                "delayedEmails": delayed_emails,
                "audit": audit,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.data_export_audit_entry import DataExportAuditEntry  # noqa: PLC0415
        from ..models.data_export_cart_line import DataExportCartLine  # noqa: PLC0415
        from ..models.data_export_key import DataExportKey  # noqa: PLC0415
        from ..models.data_export_order import DataExportOrder  # noqa: PLC0415
        from ..models.data_export_profile import DataExportProfile  # noqa: PLC0415
        from ..models.data_export_session import DataExportSession  # noqa: PLC0415

        d = dict(src_dict)
        version = d.pop("version")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        profile = DataExportProfile.from_dict(d.pop("profile"))

        sessions = []
        _sessions = d.pop("sessions")
        for sessions_item_data in _sessions:
            sessions_item = DataExportSession.from_dict(sessions_item_data)

            sessions.append(sessions_item)

        cart = []
        _cart = d.pop("cart")
        for cart_item_data in _cart:
            cart_item = DataExportCartLine.from_dict(cart_item_data)

            cart.append(cart_item)

        orders = []
        _orders = d.pop("orders")
        for orders_item_data in _orders:
            orders_item = DataExportOrder.from_dict(orders_item_data)

            orders.append(orders_item)

        idempotency_keys = []
        _idempotency_keys = d.pop("idempotencyKeys")
        for idempotency_keys_item_data in _idempotency_keys:
            idempotency_keys_item = DataExportKey.from_dict(idempotency_keys_item_data)

            idempotency_keys.append(idempotency_keys_item)

        delayed_emails = cast(list[str], d.pop("delayedEmails"))

        audit = []
        _audit = d.pop("audit")
        for audit_item_data in _audit:
            audit_item = DataExportAuditEntry.from_dict(audit_item_data)

            audit.append(audit_item)

        data_export = cls(
            version=version,
            created_at=created_at,
            profile=profile,
            sessions=sessions,
            cart=cart,
            orders=orders,
            idempotency_keys=idempotency_keys,
            delayed_emails=delayed_emails,
            audit=audit,
        )

        return data_export
