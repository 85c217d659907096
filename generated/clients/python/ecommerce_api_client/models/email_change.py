# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="EmailChange")


@_attrs_define
class EmailChange:
    """The new address, and the current password."""

    new_email: str
    """ The new e-mail address of an account. At most 64 characters precede the `@`. The domain consists of labels
    of up to 63 letters, digits and hyphens; the last one is a top-level domain, of letters or in Punycode. """
    current_password: str
    """ The account's current password, in any Unicode normalization form. """

    def to_dict(self) -> dict[str, Any]:
        new_email = self.new_email

        current_password = self.current_password

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "newEmail": new_email,
                "currentPassword": current_password,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        new_email = d.pop("newEmail")

        current_password = d.pop("currentPassword")

        email_change = cls(
            new_email=new_email,
            current_password=current_password,
        )

        return email_change
