# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="StockRowsUpdate")


@_attrs_define
class StockRowsUpdate:
    """A new number of rows that hold a product's stock."""

    rows: int
    """ The number of rows that hold a product's stock. """

    def to_dict(self) -> dict[str, Any]:
        rows = self.rows

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "rows": rows,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        rows = d.pop("rows")

        stock_rows_update = cls(
            rows=rows,
        )

        return stock_rows_update
