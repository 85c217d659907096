# Written by codegen from openapi.yaml: change that, then `make generate`.
from typing import Literal

UserRoleUpdateRole = Literal["admin", "customer"]

USER_ROLE_UPDATE_ROLE_VALUES: set[UserRoleUpdateRole] = {
    "admin",
    "customer",
}


def check_user_role_update_role(value: str) -> UserRoleUpdateRole:
    if value in USER_ROLE_UPDATE_ROLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {USER_ROLE_UPDATE_ROLE_VALUES!r}")
