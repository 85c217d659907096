"""disableUser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.users import User
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store.account_changes import change_account
from handlers.store.session_changes import delete_ended_sessions
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.disable_user_parameters import DisableUserParameters
    from handlers.runtime.http.request import Request


@operation("disableUser")
def handler(request: Request[DisableUserParameters, None]) -> Response:
    """Disable an account, which ends its sessions; the last active admin can't be disabled."""
    check_admin(request.principal)
    user = change_account(request.parameters.id, User.disabled, origin_of(request))
    observability.log("USER_DISABLED", "Account disabled", changedUserId=user.user_id)
    delete_ended_sessions(user.user_id, user.session_epoch)
    return no_content()
