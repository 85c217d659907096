# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="LoginConfirmRequest")


@_attrs_define
class LoginConfirmRequest:
    """The challenge of a login, and a code of the second factor."""

    challenge: str
    """ The challenge of a login that requires a second factor. """
    code: str
    """ A code of six digits of the authenticator app, or a recovery code. """

    def to_dict(self) -> dict[str, Any]:
        challenge = self.challenge

        code = self.code

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "challenge": challenge,
                "code": code,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        challenge = d.pop("challenge")

        code = d.pop("code")

        login_confirm_request = cls(
            challenge=challenge,
            code=code,
        )

        return login_confirm_request
