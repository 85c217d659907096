"""undoEmailChange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.ids import new_id
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store.email_changes import undo_email_change
from handlers.store.session_changes import delete_ended_sessions
from handlers.workflows.callers import caller_network
from handlers.workflows.throttles import throttle_email_requests

if TYPE_CHECKING:
    from generated.requests.email_change_undo_request import EmailChangeUndoRequest
    from handlers.runtime.http.request import Request


@operation("undoEmailChange")
def handler(request: Request[None, EmailChangeUndoRequest]) -> Response:
    """Restore the address that a token belongs to, and end all sessions of the account."""
    throttle_email_requests(request.event)
    epoch = new_id()
    user = undo_email_change(request.body.token, epoch=epoch, network=caller_network(request.event))
    observability.identify(user.user_id)
    observability.log("EMAIL_CHANGE_UNDONE", "E-mail address restored, all sessions ended")
    delete_ended_sessions(user.user_id, epoch)
    return no_content()
