# Written by codegen from openapi.yaml: change that, then `make generate`.
from typing import Literal

UserStatus = Literal["active", "deleting", "disabled", "unverified"]

USER_STATUS_VALUES: set[UserStatus] = {
    "active",
    "deleting",
    "disabled",
    "unverified",
}


def check_user_status(value: str) -> UserStatus:
    if value in USER_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {USER_STATUS_VALUES!r}")
