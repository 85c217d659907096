"""Presenters of carts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import cart as contract
from generated.responses.cart_item import CartItem
from handlers.domain.carts import price_cart
from handlers.runtime.http.response import Response, ok, represent
from handlers.store.carts import find_cart
from handlers.store.stock_rows import find_snapshots

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.domain.carts import Cart
    from handlers.domain.products import ProductSnapshot


def present_cart(cart: Cart) -> contract.Cart:
    """Return a cart as the contract's ``Cart``."""
    items = [represent(CartItem, item) for item in cart.items]
    return contract.Cart(items=items, total_amount=cart.total_amount, currency=cart.currency)


def cart_response(user_id: str, products: Mapping[str, ProductSnapshot] | None = None) -> Response:
    """Return the response with a user's current cart; ``products``, by id, were just read and aren't read again."""
    lines = find_cart(user_id).lines
    known = dict(products or {})
    known |= find_snapshots(line.product_id for line in lines if line.product_id not in known)
    return ok(present_cart(price_cart(lines, known)))
