"""The values of a data export, as ``docs/data-export.schema.json`` has them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from handlers.domain.clock import timestamp
from handlers.store.items import read_integer, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.domain.audit import AuditEntry
    from handlers.domain.carts import CartLine
    from handlers.domain.orders import Order
    from handlers.domain.sessions import Session
    from handlers.domain.users import User
    from handlers.store.items import Item

    type Values = Mapping[str, object]


def profile_values(user: User) -> Values:
    """Return the profile, without the hash of the password and the epoch of sessions."""
    values = {
        "userId": user.user_id,
        "email": user.email,
        "emailVerified": user.email_verified,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "role": user.role,
        "status": user.status,
        "createdAt": user.created_at,
        "updatedAt": user.updated_at,
        "hasOrdered": user.has_ordered,
        "disabledAt": user.disabled_at,
        "secondFactorSince": user.mfa_since,
        "secondFactorResetAt": user.mfa_reset_at,
        "devices": list(user.devices),
        "undoableChanges": sorted(user.email_changes),
    }
    return _without_none(values)


def session_values(session: Session) -> Values:
    """Return a session, without the digests of its tokens."""
    return {
        "sessionId": session.session_id,
        "createdAt": session.created_at,
        "lastUsedAt": session.last_used_at,
        "expiresAt": _time(session.expires_at),
    }


def cart_line_values(line: CartLine) -> Values:
    """Return a line of the cart."""
    return {
        "productId": line.product_id,
        "quantity": line.quantity,
        "currency": line.currency,
        "addedAt": line.added_at,
        "updatedAt": line.updated_at,
    }


def order_values(order: Order) -> Values:
    """Return an order, with its lines and its address."""
    address = order.shipping_address
    values = {
        "orderId": order.order_id,
        "status": order.status,
        "items": [
            {
                "productId": line.product_id,
                "productName": line.product_name,
                "quantity": line.quantity,
                "price": line.price,
                "subtotal": line.subtotal,
            }
            for line in order.items
        ],
        "totalAmount": order.total_amount,
        "currency": order.currency,
        "paymentId": order.payment_id,
        "shippingAddress": {
            "street": address.street,
            "city": address.city,
            "postalCode": address.postal_code,
            "country": address.country,
        },
        "idempotencyKey": order.idempotency_key,
        "createdAt": order.created_at,
        "updatedAt": order.updated_at,
    }
    return _without_none(values)


def idempotency_values(row: Item) -> Values:
    """Return the use of an Idempotency-Key."""
    _, operation, key = read_text(row, "SK").split("#", 2)
    return {"operation": operation, "key": key, "expiresAt": _time(read_integer(row, "expiresAt"))}


def entry_values(entry: AuditEntry) -> Values:
    """Return an entry of the audit."""
    values = {
        "auditId": entry.audit_id,
        "occurredAt": entry.occurred_at,
        "actor": entry.actor,
        "network": entry.origin.network,
        "action": entry.action,
        "target": entry.target,
        "changes": [
            _without_none({"field": change.field, "before": change.before, "after": change.after})
            for change in entry.changes
        ],
    }
    return _without_none(values)


def _time(epoch_seconds: int) -> str:
    return timestamp(datetime.fromtimestamp(epoch_seconds, UTC))


def _without_none(values: Values) -> Values:
    return {name: value for name, value in values.items() if value is not None}
