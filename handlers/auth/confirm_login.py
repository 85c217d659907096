"""confirmLogin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.adapters.signing_keys import encryption_ring, key_ring
from handlers.domain.audit import user_origin
from handlers.domain.devices import device_digest
from handlers.domain.errors import InvalidCredentials, InvalidToken, LoginUnconfirmed
from handlers.domain.sessions import open_session
from handlers.runtime import observability, settings
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok
from handlers.store.emailed_tokens import find_token, spend_token
from handlers.store.second_factors import find_second_factor, spend_code
from handlers.store.session_changes import add_session, end_oldest_sessions
from handlers.workflows.callers import caller_network
from handlers.workflows.throttles import throttle_codes
from handlers.workflows.token_pairs import present_token_pair

if TYPE_CHECKING:
    from generated.requests.login_confirm_request import LoginConfirmRequest
    from handlers.domain.emailed_tokens import EmailedToken
    from handlers.domain.sessions import Session
    from handlers.domain.users import User
    from handlers.runtime.http.request import Request


@operation("confirmLogin")
def handler(request: Request[None, LoginConfirmRequest]) -> Response:
    """Verify the challenge of a login and a code of the second factor, and open a session as a login does."""
    key, lifetime = key_ring.current(), settings.JWT_EXPIRY.value()
    longest, most = settings.SESSION_SECONDS.value(), settings.SESSIONS_PER_ACCOUNT.value()
    challenge, user = _find(request.body.challenge)
    session, refresh_token = open_session(user, longest=longest)
    with throttle_codes(request.event, user, key):
        _open(request, challenge, user, session)
    end_oldest_sessions(user, most=most)
    observability.identify(user.user_id)
    observability.log("SESSION_OPENED", "Logged in with a second factor", sessionId=session.session_id)
    return ok(present_token_pair(user, session, refresh_token, key=key, lifetime=lifetime))


def _find(text: str) -> tuple[EmailedToken, User]:
    try:
        return find_token(text, "login")
    except InvalidToken as error:
        raise LoginUnconfirmed from error


def _open(request: Request[None, LoginConfirmRequest], challenge: EmailedToken, user: User, session: Session) -> None:
    factor = find_second_factor(user.user_id)
    proof = None if factor is None else factor.check(request.body.code, encryption_ring)
    if proof is None:
        raise LoginUnconfirmed
    network = caller_network(request.event)
    origin = user_origin(user.user_id, network)
    device = device_digest(user.user_id, network, request.event.header("user-agent"))
    try:
        add_session(session, user, device, origin, spend_token(challenge), *spend_code(proof, user, origin))
    except InvalidCredentials as error:
        # Another request has spent the code or the challenge, or the account has changed.
        raise LoginUnconfirmed from error
