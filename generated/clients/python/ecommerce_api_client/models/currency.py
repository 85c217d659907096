# Written by codegen from openapi.yaml: change that, then `make generate`.
from typing import Literal

Currency = Literal["EUR", "GBP", "USD"]

CURRENCY_VALUES: set[Currency] = {
    "EUR",
    "GBP",
    "USD",
}


def check_currency(value: str) -> Currency:
    if value in CURRENCY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CURRENCY_VALUES!r}")
