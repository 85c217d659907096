"""getProfile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.user import User
from handlers.runtime.http.operation import operation
from handlers.runtime.http.request import matches_none
from handlers.runtime.http.response import Response, not_modified, ok, or_default, represent
from handlers.store.users import find_user

if TYPE_CHECKING:
    from generated.requests.get_profile_parameters import GetProfileParameters
    from handlers.runtime.http.request import Request


@operation("getProfile")
def handler(request: Request[GetProfileParameters, None]) -> Response:
    """Return the signed-in user's profile, or 304 if the client has the current version."""
    user = find_user(request.principal.user_id)
    if not matches_none(or_default(request.parameters.if_none_match, None), user.revision):
        return not_modified(etag=user.revision)
    return ok(represent(User, user), etag=user.revision)
