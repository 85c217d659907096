"""setUserRole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.account import Account
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok, represent
from handlers.store.account_changes import change_account
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.set_user_role_parameters import SetUserRoleParameters
    from generated.requests.user_role_update import UserRoleUpdate
    from handlers.runtime.http.request import Request


@operation("setUserRole")
def handler(request: Request[SetUserRoleParameters, UserRoleUpdate]) -> Response:
    """Set the role of an account; the last active admin keeps it."""
    check_admin(request.principal)
    role = request.body.role
    user = change_account(request.parameters.id, lambda user: user.with_role(role), origin_of(request))
    observability.log("ROLE_SET", "Role set", changedUserId=user.user_id, role=role)
    return ok(represent(Account, user))
