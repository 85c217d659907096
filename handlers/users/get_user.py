"""getUser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.account import Account
from handlers.domain.errors import NotFound
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok, represent
from handlers.store.users import find_user_by_id
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.get_user_parameters import GetUserParameters
    from handlers.runtime.http.request import Request


@operation("getUser")
def handler(request: Request[GetUserParameters, None]) -> Response:
    """Return an account."""
    check_admin(request.principal)
    user = find_user_by_id(request.parameters.id)
    if user is None:
        raise NotFound("account")
    return ok(represent(Account, user))
