"""updateCartItem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.cart.presenters import cart_response
from handlers.runtime.http.operation import operation
from handlers.store import carts
from handlers.store.users import check_enabled

if TYPE_CHECKING:
    from generated.requests.cart_item_update import CartItemUpdate
    from generated.requests.update_cart_item_parameters import UpdateCartItemParameters
    from handlers.runtime.http.request import Request
    from handlers.runtime.http.response import Response


@operation("updateCartItem")
def handler(request: Request[UpdateCartItemParameters, CartItemUpdate]) -> Response:
    """Set the quantity of a line."""
    user_id = request.principal.user_id
    check_enabled(user_id)
    carts.set_quantity(user_id, request.parameters.item_id, request.body.quantity)
    return cart_response(user_id)
