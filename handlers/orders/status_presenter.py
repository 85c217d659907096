"""Presenter of an order's status, in a module of its own, which imports one model instead of three."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.order_status import OrderStatus

if TYPE_CHECKING:
    from handlers.domain.orders import Order
    from handlers.domain.users import Role


def present_status(order: Order, role: Role) -> OrderStatus:
    """Return the contract's ``OrderStatus``; the allowed actions depend on the caller's role."""
    return OrderStatus(
        order_id=order.order_id,
        status=order.status,
        updated_at=order.updated_at,
        allowed_actions=list(order.allowed_actions(role)),
    )
