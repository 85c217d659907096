"""Which orders somebody sees: a customer their own, an admin everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.store.orders import find_buyer, find_order

if TYPE_CHECKING:
    from handlers.domain.orders import Order
    from handlers.runtime.http.request import Principal


def find_visible_order(principal: Principal, order_id: str) -> Order:
    """Return an order, as last written.

    Raises
    ------
    NotFound
        If there is none, or it is another user's and the principal no admin.
    """
    buyer = find_buyer(order_id) if principal.role == "admin" else principal.user_id
    return find_order(buyer, order_id)
