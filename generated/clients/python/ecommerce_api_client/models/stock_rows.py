# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="StockRows")


@_attrs_define
class StockRows:
    """The rows that hold a product's stock, and the units in them."""

    product_id: str
    """ A product's id, a ULID. """
    rows: int
    """ The number of rows that hold a product's stock. """
    stock: int
    """ The number of units that can be sold. Cancelled orders return their units, even beyond the limit for
    requests. """

    def to_dict(self) -> dict[str, Any]:
        product_id = self.product_id

        rows = self.rows

        stock = self.stock

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "productId": product_id,
                "rows": rows,
                "stock": stock,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        product_id = d.pop("productId")

        rows = d.pop("rows")

        stock = d.pop("stock")

        stock_rows = cls(
            product_id=product_id,
            rows=rows,
            stock=stock,
        )

        return stock_rows
