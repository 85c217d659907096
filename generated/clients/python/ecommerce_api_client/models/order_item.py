# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.money import to_number

T = TypeVar("T", bound="OrderItem")


@_attrs_define
class OrderItem:
    """A product of an order, with its name and price at the time of the order."""

    product_id: str
    """ A product's id, a ULID. """
    product_name: str
    """ The product's name. """
    quantity: int
    """ The quantity, combined over the lines with this product. """
    price: Decimal
    """ An amount of money with at most two decimals. """
    subtotal: Decimal
    """ An amount of money with at most two decimals. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        product_id = self.product_id

        product_name = self.product_name

        quantity = self.quantity

        price = to_number(self.price)

        subtotal = to_number(self.subtotal)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "productId": product_id,
                "productName": product_name,
                "quantity": quantity,
                "price": price,
                "subtotal": subtotal,
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

        order_item = cls(
            product_id=product_id,
            product_name=product_name,
            quantity=quantity,
            price=price,
            subtotal=subtotal,
        )

        order_item.additional_properties = d
        return order_item

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
