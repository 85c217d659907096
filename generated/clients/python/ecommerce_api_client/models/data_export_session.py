# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..runtime.times import to_text

T = TypeVar("T", bound="DataExportSession")


@_attrs_define
class DataExportSession:
    """A session."""

    session_id: str
    """ A session's id, a ULID. """
    created_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    last_used_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    expires_at: datetime.datetime
    """ A time in UTC, with milliseconds. """

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        created_at = to_text(self.created_at)

        last_used_at = to_text(self.last_used_at)

        expires_at = to_text(self.expires_at)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "sessionId": session_id,
                "createdAt": created_at,
                "lastUsedAt": last_used_at,
                "expiresAt": expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        session_id = d.pop("sessionId")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        last_used_at = datetime.datetime.fromisoformat(d.pop("lastUsedAt"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expiresAt"))

        data_export_session = cls(
            session_id=session_id,
            created_at=created_at,
            last_used_at=last_used_at,
            expires_at=expires_at,
        )

        return data_export_session
