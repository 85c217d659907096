"""loginUser."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from handlers.adapters.signing_keys import key_ring
from handlers.domain.audit import user_origin
from handlers.domain.devices import device_digest
from handlers.domain.emails import normalize_email
from handlers.domain.errors import AccountDeleting, AccountDisabled, InvalidCredentials, MfaRequired
from handlers.domain.passwords import verify_password
from handlers.domain.sessions import open_session
from handlers.runtime import observability, settings
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok
from handlers.store.session_changes import add_session, end_oldest_sessions
from handlers.store.users import find_user_by_email
from handlers.workflows.callers import caller_network
from handlers.workflows.throttles import throttle_passwords
from handlers.workflows.token_pairs import present_token_pair

if TYPE_CHECKING:
    from generated.requests.login_request import LoginRequest
    from handlers.domain.users import User
    from handlers.runtime.http.request import Request


@operation("loginUser")
def handler(request: Request[None, LoginRequest]) -> Response:
    """Verify an e-mail address and a password, and open a session; beyond the maximum, the oldest one ends."""
    # Read before the login is counted, so that a misconfiguration doesn't count as a failure.
    key, lifetime, rounds = key_ring.current(), settings.JWT_EXPIRY.value(), settings.PASSWORD_SALT_ROUNDS.value()
    longest, most = settings.SESSION_SECONDS.value(), settings.SESSIONS_PER_ACCOUNT.value()
    email = normalize_email(request.body.email)
    with throttle_passwords(request.event, email, key):
        user = find_user_by_email(email)
        is_correct = verify_password(request.body.password, user.password_hash if user else None, rounds=rounds)
        if user is None or not is_correct:
            raise InvalidCredentials
    if user.disabled_at is not None:
        raise AccountDisabled
    if user.deletion_at is not None:
        raise AccountDeleting
    if user.mfa_since is not None:
        observability.identify(user.user_id)
        raise MfaRequired(_challenge(user))
    session, refresh_token = open_session(user, longest=longest)
    network = caller_network(request.event)
    device = device_digest(user.user_id, network, request.event.header("user-agent"))
    add_session(session, user, device, user_origin(user.user_id, network))
    end_oldest_sessions(user, most=most)
    observability.identify(user.user_id)
    observability.log("SESSION_OPENED", "Logged in", sessionId=session.session_id)
    return ok(present_token_pair(user, session, refresh_token, key=key, lifetime=lifetime))


def _challenge(user: User) -> str:
    # Imported here, because most accounts have no second factor.
    tokens = importlib.import_module("handlers.domain.emailed_tokens")
    store = importlib.import_module("handlers.store.emailed_tokens")
    token, text = tokens.issue_token(user, "login")
    store.add_token(token)
    return str(text)
