"""requestDataExport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.errors import EmailUnverified
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, email_requested
from handlers.store.data_exports import request_data_export
from handlers.workflows.current_account import current_account

if TYPE_CHECKING:
    from handlers.runtime.http.request import Request


@operation("requestDataExport")
def handler(request: Request[None, None]) -> Response:
    """Request the caller's data export, once a day; an e-mail follows when it is written."""
    user, _ = current_account(request.principal)
    if not user.email_verified:
        raise EmailUnverified
    request_data_export(user)
    observability.log("DATA_EXPORT_REQUESTED", "Data export requested")
    return email_requested()
