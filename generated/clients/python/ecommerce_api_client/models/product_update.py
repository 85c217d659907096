# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.currency import Currency
from ..runtime.money import to_number
from ..types import UNSET, Unset

T = TypeVar("T", bound="ProductUpdate")


@_attrs_define
class ProductUpdate:
    """A product's new properties."""

    name: str
    """ The product's new name, with a visible character. """
    price: Decimal
    """ A product's new price, with at most two decimals. """
    category: str
    """ A category, in lower case. """
    description: str | Unset = UNSET
    """ A new plain-text description of the product: empty, or with a visible character. It may contain line breaks.
    """
    currency: Currency | Unset = UNSET
    """ A currency with two decimals (ISO 4217). """
    stock: int | Unset = UNSET
    """ The number of units that can be sold. """
    is_active: bool | Unset = UNSET
    """ Whether the product is listed and sold. The default is true. """

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        price = to_number(self.price)

        category = self.category

        description = self.description

        currency: str | Unset = UNSET
        if not isinstance(self.currency, Unset):
            currency = self.currency

        stock = self.stock

        is_active = self.is_active

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "price": price,
                "category": category,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if currency is not UNSET:
            field_dict["currency"] = currency
        if stock is not UNSET:
            field_dict["stock"] = stock
        if is_active is not UNSET:
            field_dict["isActive"] = is_active

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        price = Decimal(str(d.pop("price")))

        category = d.pop("category")

        description = d.pop("description", UNSET)

        _currency = d.pop("currency", UNSET)
        currency: Currency | Unset
        if isinstance(_currency, Unset):
            currency = UNSET
        else:
            currency = cast(Currency, _currency)

        stock = d.pop("stock", UNSET)

        is_active = d.pop("isActive", UNSET)

        product_update = cls(
            name=name,
            price=price,
            category=category,
            description=description,
            currency=currency,
            stock=stock,
            is_active=is_active,
        )

        return product_update
