# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.currency import Currency
from ..runtime.money import to_number
from ..runtime.tagged import Tagged
from ..runtime.times import to_text
from ..types import UNSET, Unset

T = TypeVar("T", bound="Product")


@_attrs_define
class Product(Tagged):
    """A product in the catalogue."""

    product_id: str
    """ A product's id, a ULID. """
    name: str
    """ The product's name. """
    price: Decimal
    """ An amount of money with at most two decimals. """
    currency: Currency
    """ A currency with two decimals (ISO 4217). """
    category: str
    """ A category, in lower case. """
    stock: int
    """ The number of units that can be sold. Cancelled orders return their units, even beyond the limit for
    requests. """
    is_active: bool
    """ Whether the product is listed and sold. """
    created_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    updated_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    description: str | Unset = UNSET
    """ A plain-text description of the product. It may contain line breaks. """
    image_url: str | Unset = UNSET
    """ The URL of the product's image. Absent if the product has none. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        product_id = self.product_id

        name = self.name

        price = to_number(self.price)

        currency: str = self.currency

        category = self.category

        stock = self.stock

        is_active = self.is_active

        created_at = to_text(self.created_at)

        updated_at = to_text(self.updated_at)

        description = self.description

        image_url = self.image_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "productId": product_id,
                "name": name,
                "price": price,
                "currency": currency,
                "category": category,
                "stock": stock,
                "isActive": is_active,
                "createdAt": created_at,
                "updatedAt": updated_at,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if image_url is not UNSET:
            field_dict["imageUrl"] = image_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        product_id = d.pop("productId")

        name = d.pop("name")

        price = Decimal(str(d.pop("price")))

        currency = cast(Currency, d.pop("currency"))

        category = d.pop("category")

        stock = d.pop("stock")

        is_active = d.pop("isActive")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updatedAt"))

        description = d.pop("description", UNSET)

        image_url = d.pop("imageUrl", UNSET)

        product = cls(
            product_id=product_id,
            name=name,
            price=price,
            currency=currency,
            category=category,
            stock=stock,
            is_active=is_active,
            created_at=created_at,
            updated_at=updated_at,
            description=description,
            image_url=image_url,
        )

        product.additional_properties = d
        return product

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
