# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.times import to_text

T = TypeVar("T", bound="Session")


@_attrs_define
class Session:
    """One login and all tokens issued for it. `lastUsedAt` is when its newest tokens were issued."""

    session_id: str
    """ A session's id, a ULID. """
    created_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    last_used_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    current: bool
    """ Whether this is the session of the request. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        created_at = to_text(self.created_at)

        last_used_at = to_text(self.last_used_at)

        current = self.current

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "sessionId": session_id,
                "createdAt": created_at,
                "lastUsedAt": last_used_at,
                "current": current,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        session_id = d.pop("sessionId")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        last_used_at = datetime.datetime.fromisoformat(d.pop("lastUsedAt"))

        current = d.pop("current")

        session = cls(
            session_id=session_id,
            created_at=created_at,
            last_used_at=last_used_at,
            current=current,
        )

        session.additional_properties = d
        return session

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
