# Written by codegen from openapi.yaml: change that, then `make generate`.
from typing import Literal

DataExportProfileRole = Literal["admin", "customer"]

DATA_EXPORT_PROFILE_ROLE_VALUES: set[DataExportProfileRole] = {
    "admin",
    "customer",
}


def check_data_export_profile_role(value: str) -> DataExportProfileRole:
    if value in DATA_EXPORT_PROFILE_ROLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DATA_EXPORT_PROFILE_ROLE_VALUES!r}")
