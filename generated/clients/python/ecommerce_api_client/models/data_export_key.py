# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..runtime.times import to_text

T = TypeVar("T", bound="DataExportKey")


@_attrs_define
class DataExportKey:
    """The use of an Idempotency-Key."""

    operation: str
    """ The operation that it was used with. """
    key: str
    """ The key. """
    expires_at: datetime.datetime
    """ A time in UTC, with milliseconds. """

    def to_dict(self) -> dict[str, Any]:
        operation = self.operation

        key = self.key

        expires_at = to_text(self.expires_at)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "operation": operation,
                "key": key,
                "expiresAt": expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        operation = d.pop("operation")

        key = d.pop("key")

        expires_at = datetime.datetime.fromisoformat(d.pop("expiresAt"))

        data_export_key = cls(
            operation=operation,
            key=key,
            expires_at=expires_at,
        )

        return data_export_key
