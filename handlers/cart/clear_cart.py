"""clearCart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store import carts
from handlers.store.users import check_enabled

if TYPE_CHECKING:
    from handlers.runtime.http.request import Request


@operation("clearCart")
def handler(request: Request[None, None]) -> Response:
    """Remove all lines from the cart."""
    user_id = request.principal.user_id
    check_enabled(user_id)
    carts.remove_lines(user_id, carts.find_cart(user_id).lines)
    return no_content()
