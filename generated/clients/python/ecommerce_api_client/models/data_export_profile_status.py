# Written by codegen from openapi.yaml: change that, then `make generate`.
from typing import Literal

DataExportProfileStatus = Literal["active", "disabled"]

DATA_EXPORT_PROFILE_STATUS_VALUES: set[DataExportProfileStatus] = {
    "active",
    "disabled",
}


def check_data_export_profile_status(value: str) -> DataExportProfileStatus:
    if value in DATA_EXPORT_PROFILE_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DATA_EXPORT_PROFILE_STATUS_VALUES!r}")
