# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.currency import Currency
from ..models.order_actions_item import OrderActionsItem
from ..models.order_state import OrderState
from ..runtime.money import to_number
from ..runtime.tagged import Tagged
from ..runtime.times import to_text
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.order_address import OrderAddress
    from ..models.order_item import OrderItem


T = TypeVar("T", bound="Order")


@_attrs_define
class Order(Tagged):
    """An order."""

    order_id: str
    """ An order's id, a ULID. """
    user_id: str
    """ A user's id, a ULID. """
    items: list[OrderItem]
    """ The products. """
    total_amount: Decimal
    """ An amount of money with at most two decimals. """
    currency: Currency
    """ A currency with two decimals (ISO 4217). """
    status: OrderState
    """ `pending` until the result of the payment is known, then `processing` or `cancelled`. An admin moves a
    `processing` order to `completed`. """
    shipping_address: OrderAddress
    """ The address that the order ships to. After the buyer's account was erased, all but the country is `erased`.
    """
    created_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    updated_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    allowed_actions: list[OrderActionsItem]
    """ The actions that the caller may take on the order now. Only an admin may `complete` it. """
    payment_id: str | Unset = UNSET
    """ The payment service's id of the charge, a ULID. Absent until the order is paid. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        order_id = self.order_id

        user_id = self.user_id

        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        total_amount = to_number(self.total_amount)

        currency: str = self.currency

        status: str = self.status

        shipping_address = self.shipping_address.to_dict()

        created_at = to_text(self.created_at)

        updated_at = to_text(self.updated_at)

        allowed_actions = []
        for componentsschemas_order_actions_item_data in self.allowed_actions:
            componentsschemas_order_actions_item: str = componentsschemas_order_actions_item_data
            allowed_actions.append(componentsschemas_order_actions_item)

        payment_id = self.payment_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "orderId": order_id,
                "userId": user_id,
                "items": items,
                "totalAmount": total_amount,
                "currency": currency,
                "status": status,
                "shippingAddress": shipping_address,
                "createdAt": created_at,
                "updatedAt": updated_at,
                "allowedActions": allowed_actions,
            }
        )
        if payment_id is not UNSET:
            field_dict["paymentId"] = payment_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.order_address import OrderAddress  # noqa: PLC0415
        from ..models.order_item import OrderItem  # noqa: PLC0415

        d = dict(src_dict)
        order_id = d.pop("orderId")

        user_id = d.pop("userId")

        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = OrderItem.from_dict(items_item_data)

            items.append(items_item)

        total_amount = Decimal(str(d.pop("totalAmount")))

        currency = cast(Currency, d.pop("currency"))

        status = cast(OrderState, d.pop("status"))

        shipping_address = OrderAddress.from_dict(d.pop("shippingAddress"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updatedAt"))

        allowed_actions = []
        _allowed_actions = d.pop("allowedActions")
        for componentsschemas_order_actions_item_data in _allowed_actions:
            componentsschemas_order_actions_item = cast(OrderActionsItem, componentsschemas_order_actions_item_data)

            allowed_actions.append(componentsschemas_order_actions_item)

        payment_id = d.pop("paymentId", UNSET)

        order = cls(
            order_id=order_id,
            user_id=user_id,
            items=items,
            total_amount=total_amount,
            currency=currency,
            status=status,
            shipping_address=shipping_address,
            created_at=created_at,
            updated_at=updated_at,
            allowed_actions=allowed_actions,
            payment_id=payment_id,
        )

        order.additional_properties = d
        return order

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
