"""getCart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.cart.presenters import cart_response
from handlers.runtime.http.operation import operation

if TYPE_CHECKING:
    from handlers.runtime.http.request import Request
    from handlers.runtime.http.response import Response


@operation("getCart")
def handler(request: Request[None, None]) -> Response:
    """Return the cart with current names, prices and availability."""
    return cart_response(request.principal.user_id)
