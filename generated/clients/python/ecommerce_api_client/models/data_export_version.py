# Written by codegen from openapi.yaml: change that, then `make generate`.
from typing import Literal

DataExportVersion = Literal[1]

DATA_EXPORT_VERSION_VALUES: set[DataExportVersion] = {
    1,
}


def check_data_export_version(value: int) -> DataExportVersion:
    if value in DATA_EXPORT_VERSION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DATA_EXPORT_VERSION_VALUES!r}")
