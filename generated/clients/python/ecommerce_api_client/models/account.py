# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.account_role import AccountRole
from ..models.user_status import UserStatus
from ..runtime.times import to_text
from ..types import UNSET, Unset

T = TypeVar("T", bound="Account")


@_attrs_define
class Account:
    """An account as admins see it, without its secrets."""

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
    role: AccountRole
    """ The account's role. """
    status: UserStatus
    """ The status of an account. """
    created_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    updated_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    disabled_at: datetime.datetime | Unset = UNSET
    """ A time in UTC, with milliseconds. """
    deletion_at: datetime.datetime | Unset = UNSET
    """ A time in UTC, with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user_id = self.user_id

        email = self.email

        email_verified = self.email_verified

        first_name = self.first_name

        last_name = self.last_name

        role: str = self.role

        status: str = self.status

        created_at = to_text(self.created_at)

        updated_at = to_text(self.updated_at)

        disabled_at: str | Unset = UNSET
        if not isinstance(self.disabled_at, Unset):
            disabled_at = to_text(self.disabled_at)

        deletion_at: str | Unset = UNSET
        if not isinstance(self.deletion_at, Unset):
            deletion_at = to_text(self.deletion_at)

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
                "status": status,
                "createdAt": created_at,
                "updatedAt": updated_at,
            }
        )
        if disabled_at is not UNSET:
            field_dict["disabledAt"] = disabled_at
        if deletion_at is not UNSET:
            field_dict["deletionAt"] = deletion_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user_id = d.pop("userId")

        email = d.pop("email")

        email_verified = d.pop("emailVerified")

        first_name = d.pop("firstName")

        last_name = d.pop("lastName")

        role = cast(AccountRole, d.pop("role"))

        status = cast(UserStatus, d.pop("status"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updatedAt"))

        _disabled_at = d.pop("disabledAt", UNSET)
        disabled_at: datetime.datetime | Unset
        if isinstance(_disabled_at, Unset):
            disabled_at = UNSET
        else:
            disabled_at = datetime.datetime.fromisoformat(_disabled_at)

        _deletion_at = d.pop("deletionAt", UNSET)
        deletion_at: datetime.datetime | Unset
        if isinstance(_deletion_at, Unset):
            deletion_at = UNSET
        else:
            deletion_at = datetime.datetime.fromisoformat(_deletion_at)

        account = cls(
            user_id=user_id,
            email=email,
            email_verified=email_verified,
            first_name=first_name,
            last_name=last_name,
            role=role,
            status=status,
            created_at=created_at,
            updated_at=updated_at,
            disabled_at=disabled_at,
            deletion_at=deletion_at,
        )

        account.additional_properties = d
        return account

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
