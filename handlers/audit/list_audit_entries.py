"""listAuditEntries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.audit_change import AuditChange
from generated.responses.audit_entry import AuditEntry
from generated.responses.audit_page import AuditPage
from handlers.runtime.http.date_times import read_date_time
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok, or_default, represent
from handlers.store.audit_lists import AuditFilter, list_entries
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.list_audit_entries_parameters import ListAuditEntriesParameters
    from handlers.domain import audit
    from handlers.runtime.http.request import Request


@operation("listAuditEntries")
def handler(request: Request[ListAuditEntriesParameters, None]) -> Response:
    """Return a page of the audit, newest first."""
    check_admin(request.principal)
    parameters = request.parameters
    audit_filter = AuditFilter(
        actor=or_default(parameters.actor, None),
        target=or_default(parameters.target, None),
        since=read_date_time("from", or_default(parameters.from_, None)),
        until=read_date_time("to", or_default(parameters.to, None)),
    )
    page = list_entries(audit_filter, limit=parameters.limit, page=or_default(parameters.page, None))
    return ok(AuditPage(items=[_present(entry) for entry in page.items], next_page=page.next_page))


def _present(entry: audit.AuditEntry) -> AuditEntry:
    return represent(AuditEntry, entry, changes=[represent(AuditChange, change) for change in entry.changes])
