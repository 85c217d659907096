# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..runtime.times import to_text
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.audit_change import AuditChange


T = TypeVar("T", bound="DataExportAuditEntry")


@_attrs_define
class DataExportAuditEntry:
    """An entry of the audit."""

    audit_id: str
    """ The id of an entry of the audit, a ULID. """
    occurred_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    actor: str
    """ Who made a change: `user:` and the user's id, or `operator` for the shop's command line. Of a request with a
    token from an e-mail, it is the account that the token belongs to. """
    action: str
    """ What was done. """
    target: str
    """ What was changed, `user:`, `product:` or `order:` and an id. """
    changes: list[AuditChange]
    """ The changed fields. """
    network: str | Unset = UNSET
    """ Four hex digits of a digest of the network that the change was made from. """

    def to_dict(self) -> dict[str, Any]:
        audit_id = self.audit_id

        occurred_at = to_text(self.occurred_at)

        actor = self.actor

        action = self.action

        target = self.target

        changes = []
        for changes_item_data in self.changes:
            changes_item = changes_item_data.to_dict()
            changes.append(changes_item)

        network = self.network

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "auditId": audit_id,
                "occurredAt": occurred_at,
                "actor": actor,
                "action": action,
                "target": target,
                "changes": changes,
            }
        )
        if network is not UNSET:
            field_dict["network"] = network

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.audit_change import AuditChange  # noqa: PLC0415

        d = dict(src_dict)
        audit_id = d.pop("auditId")

        occurred_at = datetime.datetime.fromisoformat(d.pop("occurredAt"))

        actor = d.pop("actor")

        action = d.pop("action")

        target = d.pop("target")

        changes = []
        _changes = d.pop("changes")
        for changes_item_data in _changes:
            changes_item = AuditChange.from_dict(changes_item_data)

            changes.append(changes_item)

        network = d.pop("network", UNSET)

        data_export_audit_entry = cls(
            audit_id=audit_id,
            occurred_at=occurred_at,
            actor=actor,
            action=action,
            target=target,
            changes=changes,
            network=network,
        )

        return data_export_audit_entry
