# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.user_role import UserRole
from ..runtime.tagged import Tagged
from ..runtime.times import to_text

T = TypeVar("T", bound="User")


@_attrs_define
class User(Tagged):
    """An account, without its secrets."""

    user_id: str
    """ A user's id, a ULID. """
    email: str
    """ An e-mail address. It is normalized (NFKC, lower case). Letters, digits, `@` and dots may be full-width
    characters, as East Asian keyboards produce them. """
    email_verified: bool
    """ Whether the owner of the address has confirmed it. """
    first_name: str
    """ A first or last name. """
    last_name: str
    """ A first or last name. """
    role: UserRole
    """ The account's role. """
    created_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    updated_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user_id = self.user_id

        email = self.email

        email_verified = self.email_verified

        first_name = self.first_name

        last_name = self.last_name

        role: str = self.role

        created_at = to_text(self.created_at)

        updated_at = to_text(self.updated_at)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "userId": user_id,
                "email": email,
                "emailVerified": email_verified,
                "firstName": first_name,
                "lastName": last_name,
                "role": role,
                "createdAt": created_at,
                "updatedAt": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user_id = d.pop("userId")

        email = d.pop("email")

        email_verified = d.pop("emailVerified")

        first_name = d.pop("firstName")

        last_name = d.pop("lastName")

        role = cast(UserRole, d.pop("role"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updatedAt"))

        user = cls(
            user_id=user_id,
            email=email,
            email_verified=email_verified,
            first_name=first_name,
            last_name=last_name,
            role=role,
            created_at=created_at,
            updated_at=updated_at,
        )

        user.additional_properties = d
        return user

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
