"""The job that writes a data export: a file with everything that the shop keeps about a person, and no secret.

Rows become JSON text one by one, and pages are read one after another: an export takes the memory of one page of 1 MB
and, at its end, of up to three copies of the file. The file is written again by every attempt, in place of the last
one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.adapters.data_exports import export_store
from handlers.domain.clock import now, timestamp
from handlers.notifications.export_values import (
    cart_line_values,
    entry_values,
    idempotency_values,
    order_values,
    profile_values,
    session_values,
)
from handlers.runtime import json_text
from handlers.store.account_rows import iter_account_rows
from handlers.store.audit_lists import AuditFilter, list_entries
from handlers.store.carts import read_line
from handlers.store.items import CART_PREFIX
from handlers.store.orders import read_order
from handlers.store.sessions import read_session
from handlers.store.users import find_user_by_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handlers.domain.audit import AuditEntry
    from handlers.domain.users import User
    from handlers.store.items import Item

VERSION = 1
_ENTRIES_PER_PAGE = 500


def write_data_export(user_id: str, user: User | None) -> bool:
    """Write the export of an account, and return whether it is there.

    An account that is erased, or will be, has none: it is checked again after the file was written, so that an erasure
    in between leaves no file. The erasure deletes the profile first and the file after that.

    Parameters
    ----------
    user : User or None
        The account as just read; None if it is erased.
    """
    if user is not None and user.deletion_at is None:
        export_store.put(user_id, data_export(user))
        current = find_user_by_id(user_id)
        if current is not None and current.deletion_at is None:
            return True
    export_store.delete(user_id)
    return False


def data_export(user: User) -> str:
    """Return the file as JSON text: the format of ``docs/data-export.schema.json``."""
    names = ("sessions", "cart", "orders", "idempotencyKeys", "delayedEmails")
    parts: dict[str, list[str]] = {name: [] for name in names}
    for row in iter_account_rows(user.user_id):
        for name, value in _exported(row):
            parts[name].append(json_text.dump(value))
    parts["audit"] = [json_text.dump(entry_values(entry)) for entry in _entries(f"user:{user.user_id}")]
    head = json_text.dump({"version": VERSION, "createdAt": timestamp(now()), "profile": profile_values(user)})
    lists = [f'"{name}":[{",".join(texts)}]' for name, texts in parts.items()]
    return f"{head[:-1]},{','.join(lists)}}}"


def _exported(row: Item) -> Iterator[tuple[str, object]]:
    """Yield what the file has of a row, with the name of its list: nothing of the profile, guards and secrets."""
    sort = row["SK"]["S"]
    match sort.partition("#")[0]:
        case "SESSION":
            yield "sessions", session_values(read_session(row))
        case "CART" if sort != CART_PREFIX:
            yield "cart", cart_line_values(read_line(row))
        case "ORDER":
            yield "orders", order_values(read_order(row))
        case "IDEMPOTENCY":
            yield "idempotencyKeys", idempotency_values(row)
        case "DELAYED_EMAILS":
            yield from (("delayedEmails", entry) for entry in sorted(row["entries"]["SS"]))


def _entries(account: str) -> Iterator[AuditEntry]:
    """Yield the entries about an account, and those by it about others."""
    yield from _pages(AuditFilter(target=account))
    yield from (entry for entry in _pages(AuditFilter(actor=account)) if entry.target != account)


def _pages(audit_filter: AuditFilter) -> Iterator[AuditEntry]:
    page = list_entries(audit_filter, limit=_ENTRIES_PER_PAGE, page=None)
    yield from page.items
    while page.next_page is not None:
        page = list_entries(audit_filter, limit=_ENTRIES_PER_PAGE, page=page.next_page)
        yield from page.items
