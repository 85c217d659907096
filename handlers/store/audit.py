"""Entries of the audit in the table. An entry is written in the transaction of its change, once; TTL removes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from handlers.domain.audit import RETENTION_SECONDS, AuditEntry, Change, Origin
from handlers.domain.clock import epoch_seconds
from handlers.domain.ids import decode_time
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import (
    ALL_AUDIT_ENTRIES,
    Item,
    audit_entry_key,
    audit_index_keys,
    number,
    optional_text,
    read_optional_text,
    read_text,
    text,
    without_none,
)
from handlers.store.shards import shard
from handlers.store.table import put_if_absent

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.audit import Action

# Of the list of all entries; raised only, never lowered.
SHARDS = 4


def put_entry(entry: AuditEntry) -> TransactWriteItemTypeDef:
    """Return the action that adds an entry in the transaction of its change."""
    return put_if_absent(_row(entry))


def add_entry(entry: AuditEntry) -> None:
    """Add an entry about something that changes no row."""
    clients.dynamodb().put_item(TableName=settings.TABLE_NAME.value(), Item=_row(entry))


def read_entry(item: Item) -> AuditEntry:
    """Return the entry in a row."""
    return AuditEntry(
        audit_id=read_text(item, "auditId"),
        origin=Origin(read_text(item, "actor"), read_optional_text(item, "network")),
        action=cast("Action", read_text(item, "action")),
        target=read_text(item, "target"),
        changes=[_change(cast("Item", each["M"])) for each in item["changes"]["L"]],
    )


def _row(entry: AuditEntry) -> Item:
    own = {
        "auditId": text(entry.audit_id),
        "actor": text(entry.actor),
        "network": optional_text(entry.origin.network),
        "action": text(entry.action),
        "target": text(entry.target),
        "changes": {"L": [{"M": _attributes(change)} for change in entry.changes]},
        "expiresAt": number(epoch_seconds(decode_time(entry.audit_id)) + RETENTION_SECONDS),
    }
    partition = shard(ALL_AUDIT_ENTRIES, entry.audit_id, SHARDS)
    return (
        audit_entry_key(entry.target, entry.audit_id)
        | audit_index_keys(entry.actor, partition, entry.audit_id)
        | without_none(cast("Item", own))
    )


def _attributes(change: Change) -> Item:
    values = {"before": optional_text(change.before), "after": optional_text(change.after)}
    return {"field": text(change.field)} | without_none(values)


def _change(item: Item) -> Change:
    return Change(read_text(item, "field"), read_optional_text(item, "before"), read_optional_text(item, "after"))
