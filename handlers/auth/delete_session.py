"""deleteSession."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store.session_changes import delete_session
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import current_account

if TYPE_CHECKING:
    from generated.requests.delete_session_parameters import DeleteSessionParameters
    from handlers.runtime.http.request import Request


@operation("deleteSession")
def handler(request: Request[DeleteSessionParameters, None]) -> Response:
    """End a session of the signed-in user."""
    user, _ = current_account(request.principal)
    delete_session(user.user_id, request.parameters.id, epoch=user.session_epoch, origin=origin_of(request))
    observability.log("SESSION_ENDED", "Session ended", sessionId=request.parameters.id)
    return no_content()
