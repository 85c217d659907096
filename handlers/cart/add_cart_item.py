"""addCartItem."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from handlers.cart.presenters import cart_response
from handlers.domain.carts import plan_addition
from handlers.domain.errors import NotFound
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.store import carts
from handlers.store.stock_rows import find_snapshots
from handlers.store.table import retry_on_conflict

if TYPE_CHECKING:
    from generated.requests.cart_item_create import CartItemCreate
    from handlers.domain.products import ProductSnapshot
    from handlers.runtime.http.request import Request
    from handlers.runtime.http.response import Response


@operation("addCartItem")
def handler(request: Request[None, CartItemCreate]) -> Response:
    """Add a product to the cart, or increase the quantity of its line."""
    user_id = request.principal.user_id
    products = retry_on_conflict(partial(_add, user_id, request.body.product_id, request.body.quantity))
    observability.count("CartItemAdded")
    observability.log("CART_ITEM_ADDED", "Product added to the cart", productId=request.body.product_id)
    return cart_response(user_id, products)


def _add(user_id: str, product_id: str, quantity: int) -> dict[str, ProductSnapshot]:
    cart = carts.find_cart(user_id)
    products = find_snapshots([product_id, *(line.product_id for line in cart.lines)])
    product = products.get(product_id)
    if product is None or not product.is_active:
        raise NotFound("product")
    addition = plan_addition(cart.lines, products, product, quantity)
    if addition.is_increase:
        carts.add_quantity(user_id, product_id, quantity)
    else:
        carts.add_line(user_id, product, quantity, expected=cart, dropped=addition.dropped)
    return products
