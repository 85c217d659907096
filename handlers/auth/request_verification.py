"""requestVerification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.email_requests import new_email_request
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, email_requested
from handlers.store.email_requests import add_email_request
from handlers.workflows.throttles import throttle_email_requests

if TYPE_CHECKING:
    from generated.requests.verification_request import VerificationRequest
    from handlers.runtime.http.request import Request


@operation("requestVerification")
def handler(request: Request[None, VerificationRequest]) -> Response:
    """Request the e-mail that verifies an address. Only the stream's function looks the account up."""
    throttle_email_requests(request.event)
    email_request = new_email_request("VerificationRequested", request.body.email)
    add_email_request(email_request)
    observability.log("EMAIL_REQUESTED", "E-mail requested", emailRequestId=email_request.request_id)
    return email_requested()
