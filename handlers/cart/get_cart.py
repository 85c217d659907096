"""getCart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.cart.contents import cart_response
from handlers.runtime.operation import operation

if TYPE_CHECKING:
    from handlers.runtime.request import Request
    from handlers.runtime.response import Response


@operation("getCart")
def handler(request: Request[None, None]) -> Response:
    """Answer the cart with today's names, prices and availability."""
    return cart_response(request.principal.user_id)
