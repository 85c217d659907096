"""confirmEmailChange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store.email_changes import confirm_email_change
from handlers.workflows.callers import caller_network
from handlers.workflows.throttles import throttle_email_requests

if TYPE_CHECKING:
    from generated.requests.email_change_confirm_request import EmailChangeConfirmRequest
    from handlers.runtime.http.request import Request


@operation("confirmEmailChange")
def handler(request: Request[None, EmailChangeConfirmRequest]) -> Response:
    """Change the address of the account that a token belongs to, and request the notice to the old address."""
    throttle_email_requests(request.event)
    user = confirm_email_change(request.body.token, network=caller_network(request.event))
    observability.identify(user.user_id)
    observability.log("EMAIL_CHANGED", "E-mail address changed")
    return no_content()
