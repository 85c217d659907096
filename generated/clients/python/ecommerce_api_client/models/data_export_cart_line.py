# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.currency import Currency
from ..runtime.times import to_text

T = TypeVar("T", bound="DataExportCartLine")


@_attrs_define
class DataExportCartLine:
    """A product in the cart."""

    product_id: str
    """ A product's id, a ULID. """
    quantity: int
    """ A number of units. """
    currency: Currency
    """ A currency with two decimals (ISO 4217). """
    added_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    updated_at: datetime.datetime
    """ A time in UTC, with milliseconds. """

    def to_dict(self) -> dict[str, Any]:
        product_id = self.product_id

        quantity = self.quantity

        currency: str = self.currency

        added_at = to_text(self.added_at)

        updated_at = to_text(self.updated_at)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "productId": product_id,
                "quantity": quantity,
                "currency": currency,
                "addedAt": added_at,
                "updatedAt": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        product_id = d.pop("productId")

        quantity = d.pop("quantity")

        currency = cast(Currency, d.pop("currency"))

        added_at = datetime.datetime.fromisoformat(d.pop("addedAt"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updatedAt"))

        data_export_cart_line = cls(
            product_id=product_id,
            quantity=quantity,
            currency=currency,
            added_at=added_at,
            updated_at=updated_at,
        )

        return data_export_cart_line
