"""registerUser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.user import User
from handlers.domain.email_requests import new_email_request
from handlers.domain.errors import EmailTaken
from handlers.domain.passwords import check_new_password, check_unrelated_password, hash_password
from handlers.domain.users import new_user
from handlers.runtime import observability, settings
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, created, represent
from handlers.store.email_requests import put_email_request
from handlers.store.replaced_users import replace_unverified_user
from handlers.store.user_rows import add_user
from handlers.workflows.callers import account_origin
from handlers.workflows.throttles import throttle_registration

if TYPE_CHECKING:
    from generated.requests.register_request import RegisterRequest
    from handlers.runtime.http.request import Request


@operation("registerUser")
def handler(request: Request[None, RegisterRequest]) -> Response:
    """Create an account with the role ``customer``, one per e-mail address, and request the e-mail that verifies it.

    An account whose address was never verified is replaced.
    """
    body = request.body
    check_new_password(body.password, pointer="/body/password")
    names = (body.first_name, body.last_name)
    check_unrelated_password(body.password, email=body.email, names=names, pointer="/body/password")
    rounds = settings.PASSWORD_SALT_ROUNDS.value()
    throttle_registration(request.event)
    user = new_user(
        email=body.email,
        password_hash=hash_password(body.password, rounds=rounds),
        first_name=body.first_name,
        last_name=body.last_name,
    )
    email_request = put_email_request(new_email_request("VerificationRequested", user.email))
    try:
        add_user(user, email_request)
    except EmailTaken:
        replace_unverified_user(user, email_request, account_origin(request.event, user.user_id))
    observability.log("USER_REGISTERED", "Account created", registeredUserId=user.user_id)
    return created(represent(User, user), location=request.url_of("/users/profile"))
