# Written by codegen from openapi.yaml: change that, then `make sdk-generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="PasswordChange")


@_attrs_define
class PasswordChange:
    """The current password and the one to come."""

    current_password: str
    """ The account's password until now. """
    new_password: str
    """ A password to set: at least 8 characters, at most 72 bytes in UTF-8, and none of those that everybody tries
    first. """

    def to_dict(self) -> dict[str, Any]:
        current_password = self.current_password

        new_password = self.new_password

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "currentPassword": current_password,
                "newPassword": new_password,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        current_password = d.pop("currentPassword")

        new_password = d.pop("newPassword")

        password_change = cls(
            current_password=current_password,
            new_password=new_password,
        )

        return password_change
