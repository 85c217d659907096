# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.user_role_update_role import UserRoleUpdateRole

T = TypeVar("T", bound="UserRoleUpdate")


@_attrs_define
class UserRoleUpdate:
    """A new role of an account."""

    role: UserRoleUpdateRole
    """ The account's role. """

    def to_dict(self) -> dict[str, Any]:
        role: str = self.role

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "role": role,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        role = cast(UserRoleUpdateRole, d.pop("role"))

        user_role_update = cls(
            role=role,
        )

        return user_role_update
