# Written by codegen from openapi.yaml: change that, then `make generate`.
from typing import Literal

OrderActionsItem = Literal["cancel", "complete"]

ORDER_ACTIONS_ITEM_VALUES: set[OrderActionsItem] = {
    "cancel",
    "complete",
}


def check_order_actions_item(value: str) -> OrderActionsItem:
    if value in ORDER_ACTIONS_ITEM_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ORDER_ACTIONS_ITEM_VALUES!r}")
