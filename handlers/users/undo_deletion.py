"""undoDeletion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store.deletions import undo_deletion
from handlers.workflows.callers import caller_network
from handlers.workflows.throttles import throttle_email_requests

if TYPE_CHECKING:
    from generated.requests.deletion_undo_request import DeletionUndoRequest
    from handlers.runtime.http.request import Request


@operation("undoDeletion")
def handler(request: Request[None, DeletionUndoRequest]) -> Response:
    """Take back the request to delete the account that a token belongs to."""
    throttle_email_requests(request.event)
    user = undo_deletion(request.body.token, network=caller_network(request.event))
    observability.identify(user.user_id)
    observability.log("DELETION_UNDONE", "Deletion of the account taken back")
    return no_content()
