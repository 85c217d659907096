"""Presenters of orders. The allowed actions depend on the caller's role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import order as contract
from generated.responses.order_address import OrderAddress
from generated.responses.order_item import OrderItem
from handlers.runtime.http.response import represent

if TYPE_CHECKING:
    from handlers.domain.orders import Order
    from handlers.domain.users import Role


def present_order(order: Order, role: Role) -> contract.Order:
    """Return the contract's ``Order``."""
    return contract.Order(
        order_id=order.order_id,
        user_id=order.user_id,
        items=[represent(OrderItem, line) for line in order.items],
        total_amount=order.total_amount,
        currency=order.currency,
        status=order.status,
        payment_id=order.payment_id,
        shipping_address=represent(OrderAddress, order.shipping_address),
        created_at=order.created_at,
        updated_at=order.updated_at,
        allowed_actions=list(order.allowed_actions(role)),
    )


def order_etag(order: Order, role: Role) -> str:
    """Return the entity tag of an order as a role sees it."""
    return f"{order.revision}.{role}"
