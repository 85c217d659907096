"""updateProfile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.user import User
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.request import expected_revisions
from handlers.runtime.http.response import Response, ok, or_default, represent
from handlers.store.users import rename_user

if TYPE_CHECKING:
    from generated.requests.profile_update import ProfileUpdate
    from generated.requests.update_profile_parameters import UpdateProfileParameters
    from handlers.runtime.http.request import Request


@operation("updateProfile")
def handler(request: Request[UpdateProfileParameters, ProfileUpdate]) -> Response:
    """Replace the signed-in user's first and last name."""
    user = rename_user(
        request.principal.user_id,
        first_name=request.body.first_name,
        last_name=request.body.last_name,
        revisions=expected_revisions(or_default(request.parameters.if_match, None)),
    )
    observability.log("PROFILE_UPDATED", "Profile updated")
    return ok(represent(User, user), etag=user.revision)
