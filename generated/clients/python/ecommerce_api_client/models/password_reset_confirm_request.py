# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="PasswordResetConfirmRequest")


@_attrs_define
class PasswordResetConfirmRequest:
    """The token of an e-mail, and a new password."""

    token: str
    """ The token of an e-mail, which follows `#token=` in its link. """
    new_password: str
    """ A new password: at least 8 characters, at most 72 bytes in UTF-8. It is neither one of the most common
    passwords nor based on the account's e-mail address or names, or on the name of the service. Passwords are
    normalized (RFC 8265, OpaqueString: NFC) before they are measured, hashed and compared, so that every keyboard
    types the same one: 128 characters are enough for 72 bytes in any normalization form. """

    def to_dict(self) -> dict[str, Any]:
        token = self.token

        new_password = self.new_password

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "token": token,
                "newPassword": new_password,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        token = d.pop("token")

        new_password = d.pop("newPassword")

        password_reset_confirm_request = cls(
            token=token,
            new_password=new_password,
        )

        return password_reset_confirm_request
