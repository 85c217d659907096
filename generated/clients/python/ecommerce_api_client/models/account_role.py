# Written by codegen from openapi.yaml: change that, then `make generate`.
from typing import Literal

AccountRole = Literal["admin", "customer"]

ACCOUNT_ROLE_VALUES: set[AccountRole] = {
    "admin",
    "customer",
}


def check_account_role(value: str) -> AccountRole:
    if value in ACCOUNT_ROLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ACCOUNT_ROLE_VALUES!r}")
