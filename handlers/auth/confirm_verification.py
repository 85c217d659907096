"""confirmVerification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store.emailed_tokens import find_token, verify_email
from handlers.workflows.callers import account_origin
from handlers.workflows.throttles import throttle_email_requests

if TYPE_CHECKING:
    from generated.requests.verification_confirm_request import VerificationConfirmRequest
    from handlers.runtime.http.request import Request


@operation("confirmVerification")
def handler(request: Request[None, VerificationConfirmRequest]) -> Response:
    """Verify the address of the account that a token belongs to."""
    throttle_email_requests(request.event)
    token, user = find_token(request.body.token, "verification")
    observability.identify(user.user_id)
    verify_email(token, user, account_origin(request.event, user.user_id))
    observability.log("EMAIL_VERIFIED", "E-mail address verified")
    return no_content()
