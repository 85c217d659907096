"""enableUser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.users import User
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store.account_changes import change_account
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.enable_user_parameters import EnableUserParameters
    from handlers.runtime.http.request import Request


@operation("enableUser")
def handler(request: Request[EnableUserParameters, None]) -> Response:
    """Enable an account; its sessions from before stay ended."""
    check_admin(request.principal)
    user = change_account(request.parameters.id, User.enabled, origin_of(request))
    observability.log("USER_ENABLED", "Account enabled", changedUserId=user.user_id)
    return no_content()
