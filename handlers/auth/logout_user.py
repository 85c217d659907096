"""logoutUser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store.session_changes import end_session

if TYPE_CHECKING:
    from handlers.runtime.http.request import Request


@operation("logoutUser")
def handler(request: Request[None, None]) -> Response:
    """End the session of the access token."""
    principal = request.principal
    end_session(principal.user_id, principal.session_id)
    observability.log("SESSION_ENDED", "Logged out", sessionId=principal.session_id)
    return no_content()
