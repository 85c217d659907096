"""listSessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.session import Session
from generated.responses.session_page import SessionPage
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok, or_default
from handlers.store.session_lists import list_sessions
from handlers.workflows.current_account import current_account

if TYPE_CHECKING:
    from generated.requests.list_sessions_parameters import ListSessionsParameters
    from handlers.runtime.http.request import Request


@operation("listSessions")
def handler(request: Request[ListSessionsParameters, None]) -> Response:
    """Return a page of the signed-in user's sessions, newest first."""
    principal, parameters = request.principal, request.parameters
    user, _ = current_account(principal)
    page = list_sessions(user, limit=parameters.limit, page=or_default(parameters.page, None))
    items = [
        Session(
            session_id=session.session_id,
            created_at=session.created_at,
            last_used_at=session.last_used_at,
            current=session.session_id == principal.session_id,
        )
        for session in page.items
    ]
    return ok(SessionPage(items=items, next_page=page.next_page))
