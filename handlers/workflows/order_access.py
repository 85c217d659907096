"""Order access: customers see their own orders, admins see all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.store.orders import find_buyer, find_order

if TYPE_CHECKING:
    from handlers.domain.orders import Order
    from handlers.runtime.http.request import Principal


def find_accessible_order(principal: Principal, order_id: str) -> Order:
    """Return an order, read consistently.

    Raises
    ------
    NotFound
        If it doesn't exist, or belongs to another user and the principal is no admin.
    """
    buyer = find_buyer(order_id) if principal.role == "admin" else principal.user_id
    return find_order(buyer, order_id)
