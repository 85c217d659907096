"""addCartItem."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from handlers.cart.presenters import cart_response
from handlers.domain.carts import check_addition
from handlers.domain.errors import NotFound
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.store import carts
from handlers.store.contention import retry_while_busy
from handlers.store.offers import find_offers

if TYPE_CHECKING:
    from generated.models.cart_item_create import CartItemCreate
    from handlers.domain.products import Offer
    from handlers.runtime.http.request import Request
    from handlers.runtime.http.response import Response


@operation("addCartItem")
def handler(request: Request[None, CartItemCreate]) -> Response:
    """Add to what the cart holds of a product that is sold, if it fits in."""
    user_id = request.principal.user_id
    offers = retry_while_busy(partial(_add, user_id, request.body.product_id, request.body.quantity))
    observability.count("CartItemAdded")
    observability.log("CART_ITEM_ADDED", "Product added to the cart", productId=request.body.product_id)
    return cart_response(user_id, offers)


def _add(user_id: str, product_id: str, quantity: int) -> dict[str, Offer]:
    cart = carts.find_cart(user_id)
    offers = find_offers([product_id, *(line.product_id for line in cart.lines)])
    offer = offers.get(product_id)
    if offer is None or not offer.is_active:
        raise NotFound("product")
    if check_addition(cart.lines, offer, quantity):
        carts.add_quantity(user_id, product_id, quantity)
    else:
        carts.add_line(user_id, offer, quantity, seen=cart)
    return offers
