# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.order_item_request import OrderItemRequest
    from ..models.payment_method import PaymentMethod
    from ..models.shipping_address import ShippingAddress


T = TypeVar("T", bound="OrderRequest")


@_attrs_define
class OrderRequest:
    """The products to buy, the shipping address and the payment method."""

    items: list[OrderItemRequest]
    """ The products, all in the same currency. """
    shipping_address: ShippingAddress
    """ The address that the order ships to. """
    payment_method: PaymentMethod
    """ The payment method of an order. """

    def to_dict(self) -> dict[str, Any]:
        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        shipping_address = self.shipping_address.to_dict()

        payment_method = self.payment_method.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "items": items,
                "shippingAddress": shipping_address,
                "paymentMethod": payment_method,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.order_item_request import OrderItemRequest  # noqa: PLC0415
        from ..models.payment_method import PaymentMethod  # noqa: PLC0415
        from ..models.shipping_address import ShippingAddress  # noqa: PLC0415

        d = dict(src_dict)
        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = OrderItemRequest.from_dict(items_item_data)

            items.append(items_item)

        shipping_address = ShippingAddress.from_dict(d.pop("shippingAddress"))

        payment_method = PaymentMethod.from_dict(d.pop("paymentMethod"))

        order_request = cls(
            items=items,
            shipping_address=shipping_address,
            payment_method=payment_method,
        )

        return order_request
