"""getDataExport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.data_export_link import DataExportLink
from handlers.adapters.data_exports import export_store
from handlers.domain.clock import timestamp
from handlers.domain.errors import NotFound
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok
from handlers.workflows.current_account import current_account

if TYPE_CHECKING:
    from handlers.runtime.http.request import Request


@operation("getDataExport")
def handler(request: Request[None, None]) -> Response:
    """Return a link to the caller's data export, which expires soon."""
    user, _ = current_account(request.principal)
    link = export_store.find_link(user.user_id)
    if link is None:
        raise NotFound("data export")
    observability.log("DATA_EXPORT_LINKED", "Link to the data export created")
    return ok(DataExportLink(url=link.url, expires_at=timestamp(link.expires_at)))
