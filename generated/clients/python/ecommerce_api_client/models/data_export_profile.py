# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.data_export_profile_role import DataExportProfileRole
from ..models.data_export_profile_status import DataExportProfileStatus
from ..runtime.times import to_text
from ..types import UNSET, Unset

T = TypeVar("T", bound="DataExportProfile")


@_attrs_define
class DataExportProfile:
    """The profile of an account."""

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
    role: DataExportProfileRole
    """ The account's role. """
    status: DataExportProfileStatus
    """ The account's status. """
    created_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    updated_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    has_ordered: bool
    """ Whether the account has ordered while its address wasn't verified. """
    devices: list[str]
    """ Digests of the networks and devices that have logged in. """
    undoable_changes: list[str]
    """ The ids of changes of the address that can be undone. """
    disabled_at: datetime.datetime | Unset = UNSET
    """ A time in UTC, with milliseconds. """
    second_factor_since: datetime.datetime | Unset = UNSET
    """ A time in UTC, with milliseconds. """
    second_factor_reset_at: datetime.datetime | Unset = UNSET
    """ A time in UTC, with milliseconds. """

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

        has_ordered = self.has_ordered

        devices = self.devices

        undoable_changes = self.undoable_changes

        disabled_at: str | Unset = UNSET
        if not isinstance(self.disabled_at, Unset):
            disabled_at = to_text(self.disabled_at)

        second_factor_since: str | Unset = UNSET
        if not isinstance(self.second_factor_since, Unset):
            second_factor_since = to_text(self.second_factor_since)

        second_factor_reset_at: str | Unset = UNSET
        if not isinstance(self.second_factor_reset_at, Unset):
            second_factor_reset_at = to_text(self.second_factor_reset_at)

        field_dict: dict[str, Any] = {}

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
                "hasOrdered": has_ordered,
                "devices": devices,
                "undoableChanges": undoable_changes,
            }
        )
        if disabled_at is not UNSET:
            field_dict["disabledAt"] = disabled_at
        if second_factor_since is not UNSET:
            field_dict["secondFactorSince"] = second_factor_since
        if second_factor_reset_at is not UNSET:
            field_dict["secondFactorResetAt"] = second_factor_reset_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user_id = d.pop("userId")

        email = d.pop("email")

        email_verified = d.pop("emailVerified")

        first_name = d.pop("firstName")

        last_name = d.pop("lastName")

        role = cast(DataExportProfileRole, d.pop("role"))

        status = cast(DataExportProfileStatus, d.pop("status"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updatedAt"))

        has_ordered = d.pop("hasOrdered")

        devices = cast(list[str], d.pop("devices"))

        undoable_changes = cast(list[str], d.pop("undoableChanges"))

        _disabled_at = d.pop("disabledAt", UNSET)
        disabled_at: datetime.datetime | Unset
        if isinstance(_disabled_at, Unset):
            disabled_at = UNSET
        else:
            disabled_at = datetime.datetime.fromisoformat(_disabled_at)

        _second_factor_since = d.pop("secondFactorSince", UNSET)
        second_factor_since: datetime.datetime | Unset
        if isinstance(_second_factor_since, Unset):
            second_factor_since = UNSET
        else:
            second_factor_since = datetime.datetime.fromisoformat(_second_factor_since)

        _second_factor_reset_at = d.pop("secondFactorResetAt", UNSET)
        second_factor_reset_at: datetime.datetime | Unset
        if isinstance(_second_factor_reset_at, Unset):
            second_factor_reset_at = UNSET
        else:
            second_factor_reset_at = datetime.datetime.fromisoformat(_second_factor_reset_at)

        data_export_profile = cls(
            user_id=user_id,
            email=email,
            email_verified=email_verified,
            first_name=first_name,
            last_name=last_name,
            role=role,
            status=status,
            created_at=created_at,
            updated_at=updated_at,
            has_ordered=has_ordered,
            devices=devices,
            undoable_changes=undoable_changes,
            disabled_at=disabled_at,
            second_factor_since=second_factor_since,
            second_factor_reset_at=second_factor_reset_at,
        )

        return data_export_profile
