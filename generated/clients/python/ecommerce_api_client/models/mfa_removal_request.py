# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="MfaRemovalRequest")


@_attrs_define
class MfaRemovalRequest:
    """The current password, and a code of the second factor."""

    current_password: str
    """ The account's current password, in any Unicode normalization form. """
    code: str
    """ A code of six digits of the authenticator app, or a recovery code. """

    def to_dict(self) -> dict[str, Any]:
        current_password = self.current_password

        code = self.code

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "currentPassword": current_password,
                "code": code,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        current_password = d.pop("currentPassword")

        code = d.pop("code")

        mfa_removal_request = cls(
            current_password=current_password,
            code=code,
        )

        return mfa_removal_request
