"""How a cart is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.models.cart import Cart
from generated.models.cart_item import CartItem
from handlers.domain.carts import price_cart
from handlers.runtime.http.representation import represent
from handlers.runtime.http.response import Response, ok
from handlers.store.carts import find_cart
from handlers.store.offers import find_offers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.domain.products import Offer


def cart_response(user_id: str, known: Mapping[str, Offer] | None = None) -> Response:
    """Return a user's cart as it is now, as the contract's ``Cart``.

    Parameters
    ----------
    known : Mapping[str, Offer], optional
        Products that have just been read, by id.
    """
    lines = find_cart(user_id).lines
    offers = dict(known or {})
    offers |= find_offers(line.product_id for line in lines if line.product_id not in offers)
    cart = price_cart(lines, offers)
    items = [represent(CartItem, item) for item in cart.items]
    return ok(Cart(items=items, total_amount=cart.total_amount, currency=cart.currency))
