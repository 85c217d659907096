# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="DeletionUndoRequest")


@_attrs_define
class DeletionUndoRequest:
    """The token of the e-mail about the deletion."""

    token: str
    """ The token of an e-mail, which follows `#token=` in its link. """

    def to_dict(self) -> dict[str, Any]:
        token = self.token

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "token": token,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        token = d.pop("token")

        deletion_undo_request = cls(
            token=token,
        )

        return deletion_undo_request
