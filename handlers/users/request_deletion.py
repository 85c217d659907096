"""requestDeletion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.adapters.signing_keys import key_ring
from handlers.domain.errors import WrongPassword
from handlers.domain.passwords import verify_password
from handlers.runtime import observability, settings
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, email_requested
from handlers.store.deletions import request_deletion
from handlers.store.session_changes import delete_ended_sessions
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import current_account
from handlers.workflows.throttles import throttle_passwords

if TYPE_CHECKING:
    from generated.requests.deletion_request import DeletionRequest
    from handlers.runtime.http.request import Request


@operation("requestDeletion")
def handler(request: Request[None, DeletionRequest]) -> Response:
    """Let the caller's account be erased after 30 days, and end its sessions; the last active admin's stays."""
    key, rounds = key_ring.current(), settings.PASSWORD_SALT_ROUNDS.value()
    user, _ = current_account(request.principal)
    with throttle_passwords(request.event, user.email, key):
        if not verify_password(request.body.current_password, user.password_hash, rounds=rounds):
            raise WrongPassword
    deleting = request_deletion(user, origin_of(request))
    observability.log("DELETION_REQUESTED", "Deletion of the account requested, all sessions ended")
    delete_ended_sessions(user.user_id, deleting.session_epoch)
    return email_requested()
