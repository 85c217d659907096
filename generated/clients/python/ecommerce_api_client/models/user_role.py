# Written by codegen from openapi.yaml: change that, then `make generate`.
from typing import Literal

UserRole = Literal["admin", "customer"]

USER_ROLE_VALUES: set[UserRole] = {
    "admin",
    "customer",
}


def check_user_role(value: str) -> UserRole:
    if value in USER_ROLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {USER_ROLE_VALUES!r}")
