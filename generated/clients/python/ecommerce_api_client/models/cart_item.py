# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.cart_item_availability import CartItemAvailability
from ..runtime.money import to_number
from ..runtime.times import to_text

T = TypeVar("T", bound="CartItem")


@_attrs_define
class CartItem:
    """One product in a cart."""

    product_id: str
    """ A product's id, a ULID. """
    product_name: str
    """ The product's name. """
    quantity: int
    """ A number of units. """
    price: Decimal
    """ An amount of money with at most two decimals. """
    subtotal: Decimal
    """ An amount of money with at most two decimals. """
    availability: CartItemAvailability
    """ `available`; `short`: the stock is less than the quantity; or `gone`: the product is no longer sold, or not
    in the cart's currency, and isn't part of the total. The cart's currency is that of the item added last which
    isn't `gone`, or USD. """
    added_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    updated_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        product_id = self.product_id

        product_name = self.product_name

        quantity = self.quantity

        price = to_number(self.price)

        subtotal = to_number(self.subtotal)

        availability: str = self.availability

        added_at = to_text(self.added_at)

        updated_at = to_text(self.updated_at)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "productId": product_id,
                "productName": product_name,
                "quantity": quantity,
                "price": price,
                "subtotal": subtotal,
                "availability": availability,
                "addedAt": added_at,
                "updatedAt": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        product_id = d.pop("productId")

        product_name = d.pop("productName")

        quantity = d.pop("quantity")

        price = Decimal(str(d.pop("price")))

        subtotal = Decimal(str(d.pop("subtotal")))

        availability = cast(CartItemAvailability, d.pop("availability"))

        added_at = datetime.datetime.fromisoformat(d.pop("addedAt"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updatedAt"))

        cart_item = cls(
            product_id=product_id,
            product_name=product_name,
            quantity=quantity,
            price=price,
            subtotal=subtotal,
            availability=availability,
            added_at=added_at,
            updated_at=updated_at,
        )

        cart_item.additional_properties = d
        return cart_item

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
