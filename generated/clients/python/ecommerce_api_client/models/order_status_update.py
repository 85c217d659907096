# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.order_state import OrderState

T = TypeVar("T", bound="OrderStatusUpdate")


@_attrs_define
class OrderStatusUpdate:
    """The order's new status."""

    status: OrderState
    """ `pending` until the result of the payment is known, then `processing` or `cancelled`. An admin moves a
    `processing` order to `completed`. """

    def to_dict(self) -> dict[str, Any]:
        status: str = self.status

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        status = cast(OrderState, d.pop("status"))

        order_status_update = cls(
            status=status,
        )

        return order_status_update
