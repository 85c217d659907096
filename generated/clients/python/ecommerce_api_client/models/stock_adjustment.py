# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.times import to_text
from ..types import UNSET, Unset

T = TypeVar("T", bound="StockAdjustment")


@_attrs_define
class StockAdjustment:
    """An adjustment of a product's stock. `stock` is the product's stock right after it."""

    adjustment_id: str
    """ A stock adjustment's id, a ULID. """
    product_id: str
    """ A product's id, a ULID. """
    change: int
    """ The number of units to add to the stock; negative to remove units, 0 to record a count without a difference.
    """
    stock: int
    """ The number of units that can be sold. Cancelled orders return their units, even beyond the limit for
    requests. """
    created_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    reason: str | Unset = UNSET
    """ The reason of a stock adjustment, such as the number of a delivery note. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        adjustment_id = self.adjustment_id

        product_id = self.product_id

        change = self.change

        stock = self.stock

        created_at = to_text(self.created_at)

        reason = self.reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "adjustmentId": adjustment_id,
                "productId": product_id,
                "change": change,
                "stock": stock,
                "createdAt": created_at,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        adjustment_id = d.pop("adjustmentId")

        product_id = d.pop("productId")

        change = d.pop("change")

        stock = d.pop("stock")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        reason = d.pop("reason", UNSET)

        stock_adjustment = cls(
            adjustment_id=adjustment_id,
            product_id=product_id,
            change=change,
            stock=stock,
            created_at=created_at,
            reason=reason,
        )

        stock_adjustment.additional_properties = d
        return stock_adjustment

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
