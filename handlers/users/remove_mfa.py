"""removeMfa."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.adapters.signing_keys import encryption_ring, key_ring
from handlers.domain.email_requests import new_email_request
from handlers.domain.errors import WrongCode, WrongPassword
from handlers.domain.passwords import verify_password
from handlers.runtime import observability, settings
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store.email_requests import put_email_request
from handlers.store.second_factors import find_second_factor, remove_second_factor
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import enrolling_account
from handlers.workflows.throttles import throttle_codes, throttle_passwords

if TYPE_CHECKING:
    from generated.requests.mfa_removal_request import MfaRemovalRequest
    from handlers.runtime.http.request import Request


@operation("removeMfa")
def handler(request: Request[None, MfaRemovalRequest]) -> Response:
    """Remove the second factor of the account, with its password and a code."""
    key, rounds = key_ring.current(), settings.PASSWORD_SALT_ROUNDS.value()
    user, _ = enrolling_account(request.principal)
    with throttle_passwords(request.event, user.email, key):
        if not verify_password(request.body.current_password, user.password_hash, rounds=rounds):
            raise WrongPassword
    notice = put_email_request(new_email_request("MfaRemoved", user.email))
    with throttle_codes(request.event, user, key):
        factor = find_second_factor(user.user_id)
        proof = None if factor is None else factor.check(request.body.code, encryption_ring)
        if proof is None:
            raise WrongCode
        remove_second_factor(proof, user, notice, origin_of(request))
    observability.log("MFA_REMOVED", "Second factor removed")
    return no_content()
