"""confirmMfaEnrolment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.mfa_recovery import MfaRecovery
from handlers.adapters.signing_keys import encryption_ring, key_ring
from handlers.domain.email_requests import new_email_request
from handlers.domain.errors import MfaEnabled, WrongCode
from handlers.domain.second_factors import new_recovery_codes
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok
from handlers.store.email_requests import put_email_request
from handlers.store.second_factors import confirm_second_factor, find_second_factor
from handlers.store.session_changes import delete_ended_sessions
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import enrolling_account
from handlers.workflows.throttles import throttle_codes

if TYPE_CHECKING:
    from generated.requests.mfa_confirm_request import MfaConfirmRequest
    from handlers.runtime.http.request import Request


@operation("confirmMfaEnrolment")
def handler(request: Request[None, MfaConfirmRequest]) -> Response:
    """Confirm an enrolment with its first code, end all other sessions, and return the recovery codes."""
    key = key_ring.current()
    user, session = enrolling_account(request.principal)
    if user.mfa_since is not None:
        raise MfaEnabled
    codes, digests = new_recovery_codes(user.user_id)
    notice = put_email_request(new_email_request("MfaEnabled", user.email))
    with throttle_codes(request.event, user, key):
        factor = find_second_factor(user.user_id)
        proof = None if factor is None else factor.check(request.body.code, encryption_ring)
        if proof is None:
            raise WrongCode
        epoch = confirm_second_factor(proof, digests, user, session, notice, origin_of(request))
    observability.log("MFA_ENABLED", "Second factor confirmed, other sessions ended")
    delete_ended_sessions(user.user_id, epoch)
    return ok(MfaRecovery(recovery_codes=codes))
