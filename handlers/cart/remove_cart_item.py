"""removeCartItem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store import carts
from handlers.store.users import check_enabled

if TYPE_CHECKING:
    from generated.requests.remove_cart_item_parameters import RemoveCartItemParameters
    from handlers.runtime.http.request import Request


@operation("removeCartItem")
def handler(request: Request[RemoveCartItemParameters, None]) -> Response:
    """Remove a line from the cart."""
    user_id = request.principal.user_id
    check_enabled(user_id)
    carts.remove_line(user_id, request.parameters.item_id)
    return no_content()
