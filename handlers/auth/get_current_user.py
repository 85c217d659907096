"""getCurrentUser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.user import User
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok, represent
from handlers.store.users import find_user

if TYPE_CHECKING:
    from handlers.runtime.http.request import Request


@operation("getCurrentUser")
def handler(request: Request[None, None]) -> Response:
    """Return the account of the access token."""
    return ok(represent(User, find_user(request.principal.user_id)))
