# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.order_actions_item import OrderActionsItem
from ..models.order_state import OrderState
from ..runtime.times import to_text

T = TypeVar("T", bound="OrderStatus")


@_attrs_define
class OrderStatus:
    """An order's status."""

    order_id: str
    """ An order's id, a ULID. """
    status: OrderState
    """ `pending` until the result of the payment is known, then `processing` or `cancelled`. An admin moves a
    `processing` order to `completed`. """
    updated_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    allowed_actions: list[OrderActionsItem]
    """ The actions that the caller may take on the order now. Only an admin may `complete` it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        order_id = self.order_id

        status: str = self.status

        updated_at = to_text(self.updated_at)

        allowed_actions = []
        for componentsschemas_order_actions_item_data in self.allowed_actions:
            componentsschemas_order_actions_item: str = componentsschemas_order_actions_item_data
            allowed_actions.append(componentsschemas_order_actions_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "orderId": order_id,
                "status": status,
                "updatedAt": updated_at,
                "allowedActions": allowed_actions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        order_id = d.pop("orderId")

        status = cast(OrderState, d.pop("status"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updatedAt"))

        allowed_actions = []
        _allowed_actions = d.pop("allowedActions")
        for componentsschemas_order_actions_item_data in _allowed_actions:
            componentsschemas_order_actions_item = cast(OrderActionsItem, componentsschemas_order_actions_item_data)

            allowed_actions.append(componentsschemas_order_actions_item)

        order_status = cls(
            order_id=order_id,
            status=status,
            updated_at=updated_at,
            allowed_actions=allowed_actions,
        )

        order_status.additional_properties = d
        return order_status

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
