"""createMfaEnrolment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.mfa_enrolment import MfaEnrolment
from handlers.adapters.signing_keys import encryption_ring
from handlers.domain.errors import EmailUnverified, MfaEnabled, PasswordResetRequired
from handlers.domain.second_factors import new_second_factor
from handlers.domain.totp import otpauth_uri
from handlers.runtime import observability, settings
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, created
from handlers.store.second_factors import add_second_factor
from handlers.workflows.current_account import enrolling_account

if TYPE_CHECKING:
    from handlers.domain.users import User
    from handlers.runtime.http.request import Request


@operation("createMfaEnrolment")
def handler(request: Request[None, None]) -> Response:
    """Return a new secret for an authenticator app; logins require it once it is confirmed."""
    shop = settings.SHOP_NAME.value()
    user, _ = enrolling_account(request.principal)
    _check(user)
    factor, secret = new_second_factor(user.user_id, encryption_ring)
    add_second_factor(factor)
    observability.log("MFA_ENROLMENT_CREATED", "Enrolment of a second factor begun")
    enrolment = MfaEnrolment(secret=secret, otpauth_uri=otpauth_uri(secret, account=user.email, issuer=shop))
    return created(enrolment, location=request.url_of("/users/mfa"))


def _check(user: User) -> None:
    if not user.email_verified:
        raise EmailUnverified
    if user.mfa_reset_at is not None:
        raise PasswordResetRequired
    if user.mfa_since is not None:
        raise MfaEnabled
