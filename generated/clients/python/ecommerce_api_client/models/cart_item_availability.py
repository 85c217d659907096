# Written by codegen from openapi.yaml: change that, then `make generate`.
from typing import Literal

CartItemAvailability = Literal["available", "gone", "short"]

CART_ITEM_AVAILABILITY_VALUES: set[CartItemAvailability] = {
    "available",
    "gone",
    "short",
}


def check_cart_item_availability(value: str) -> CartItemAvailability:
    if value in CART_ITEM_AVAILABILITY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CART_ITEM_AVAILABILITY_VALUES!r}")
