"""How the status of an order is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.models.order_status import OrderStatus

if TYPE_CHECKING:
    from handlers.domain.orders import Order
    from handlers.domain.users import Role


def status_for(role: Role, order: Order) -> OrderStatus:
    """Return what became of an order, and what somebody of a role may do with it, as the contract's ``OrderStatus``."""
    return OrderStatus(
        order_id=order.order_id,
        status=order.status,
        updated_at=order.updated_at,
        allowed_actions=list(order.allowed_actions(role)),
    )
