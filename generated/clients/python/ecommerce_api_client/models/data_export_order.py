# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.currency import Currency
from ..models.order_state import OrderState
from ..runtime.money import to_number
from ..runtime.times import to_text
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.order_address import OrderAddress
    from ..models.order_item import OrderItem


T = TypeVar("T", bound="DataExportOrder")


@_attrs_define
class DataExportOrder:
    """An order, with its lines and address."""

    order_id: str
    """ An order's id, a ULID. """
    status: OrderState
    """ `pending` until the result of the payment is known, then `processing` or `cancelled`. An admin moves a
    `processing` order to `completed`. """
    items: list[OrderItem]
    """ The products. """
    total_amount: Decimal
    """ An amount of money with at most two decimals. """
    currency: Currency
    """ A currency with two decimals (ISO 4217). """
    shipping_address: OrderAddress
    """ The address that the order ships to. After the buyer's account was erased, all but the country is `erased`.
    """
    idempotency_key: str
    """ The Idempotency-Key of the request that placed it. """
    created_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    updated_at: datetime.datetime
    """ A time in UTC, with milliseconds. """
    payment_id: str | Unset = UNSET
    """ The payment service's id of the charge, a ULID. Absent until the order is paid. """

    def to_dict(self) -> dict[str, Any]:
        order_id = self.order_id

        status: str = self.status

        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        total_amount = to_number(self.total_amount)

        currency: str = self.currency

        shipping_address = self.shipping_address.to_dict()

        idempotency_key = self.idempotency_key

        created_at = to_text(self.created_at)

        updated_at = to_text(self.updated_at)

        payment_id = self.payment_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "orderId": order_id,
                "status": status,
                "items": items,
                "totalAmount": total_amount,
                "currency": currency,
                "shippingAddress": shipping_address,
                "idempotencyKey": idempotency_key,
                "createdAt": created_at,
                "updatedAt": updated_at,
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

        status = cast(OrderState, d.pop("status"))

        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = OrderItem.from_dict(items_item_data)

            items.append(items_item)

        total_amount = Decimal(str(d.pop("totalAmount")))

        currency = cast(Currency, d.pop("currency"))

        shipping_address = OrderAddress.from_dict(d.pop("shippingAddress"))

        idempotency_key = d.pop("idempotencyKey")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updatedAt"))

        payment_id = d.pop("paymentId", UNSET)

        data_export_order = cls(
            order_id=order_id,
            status=status,
            items=items,
            total_amount=total_amount,
            currency=currency,
            shipping_address=shipping_address,
            idempotency_key=idempotency_key,
            created_at=created_at,
            updated_at=updated_at,
            payment_id=payment_id,
        )

        return data_export_order
