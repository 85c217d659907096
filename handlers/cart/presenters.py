"""How a cart is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.models.cart import Cart
from generated.models.cart_item import CartItem
from handlers.domain.carts import price_cart
from handlers.runtime.http.representation import represent
from handlers.runtime.http.response import Response, ok
from handlers.store.carts import find_cart
from handlers.store.product_snapshots import find_snapshots

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.domain.products import ProductSnapshot


def cart_response(user_id: str, known: Mapping[str, ProductSnapshot] | None = None) -> Response:
    """Return a user's cart as it is now, as the contract's ``Cart``.

    Parameters
    ----------
    known : Mapping[str, ProductSnapshot], optional
        Products that have just been read, by id.
    """
    lines = find_cart(user_id).lines
    products = dict(known or {})
    products |= find_snapshots(line.product_id for line in lines if line.product_id not in products)
    cart = price_cart(lines, products)
    items = [represent(CartItem, item) for item in cart.items]
    return ok(Cart(items=items, total_amount=cart.total_amount, currency=cart.currency))
