# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="StockAdjustmentCreate")


@_attrs_define
class StockAdjustmentCreate:
    """A change of a product's stock."""

    change: int
    """ The number of units to add to the stock; negative to remove units, 0 to record a count without a difference.
    """
    reason: str | Unset = UNSET
    """ The reason of a stock adjustment, such as the number of a delivery note. """

    def to_dict(self) -> dict[str, Any]:
        change = self.change

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "change": change,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        change = d.pop("change")

        reason = d.pop("reason", UNSET)

        stock_adjustment_create = cls(
            change=change,
            reason=reason,
        )

        return stock_adjustment_create
