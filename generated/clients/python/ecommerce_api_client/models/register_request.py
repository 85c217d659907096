# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RegisterRequest")


@_attrs_define
class RegisterRequest:
    """A new account."""

    email: str
    """ The new e-mail address of an account. At most 64 characters precede the `@`. The domain consists of labels
    of up to 63 letters, digits and hyphens; the last one is a top-level domain, of letters or in Punycode. """
    password: str
    """ A new password: at least 8 characters, at most 72 bytes in UTF-8. It is neither one of the most common
    passwords nor based on the account's e-mail address or names, or on the name of the service. Passwords are
    normalized (RFC 8265, OpaqueString: NFC) before they are measured, hashed and compared, so that every keyboard
    types the same one: 128 characters are enough for 72 bytes in any normalization form. """
    first_name: str
    """ A new first or last name, with a visible character. """
    last_name: str
    """ A new first or last name, with a visible character. """

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        password = self.password

        first_name = self.first_name

        last_name = self.last_name

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "email": email,
                "password": password,
                "firstName": first_name,
                "lastName": last_name,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        email = d.pop("email")

        password = d.pop("password")

        first_name = d.pop("firstName")

        last_name = d.pop("lastName")

        register_request = cls(
            email=email,
            password=password,
            first_name=first_name,
            last_name=last_name,
        )

        return register_request
