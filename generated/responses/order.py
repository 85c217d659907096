# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of Order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, objects, quoted, texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from typing import Literal

    from generated.responses.order_address import OrderAddress
    from generated.responses.order_item import OrderItem


class Order(JsonObject):
    """An order."""

    __slots__ = ()
    FIELDS = (
        "order_id",
        "user_id",
        "items",
        "total_amount",
        "currency",
        "status",
        "payment_id",
        "shipping_address",
        "created_at",
        "updated_at",
        "allowed_actions",
    )

    def __init__(
        self,
        *,
        order_id: str,
        user_id: str,
        items: Sequence[OrderItem],
        total_amount: Decimal,
        currency: Literal["USD", "EUR", "GBP"],
        status: Literal["pending", "processing", "completed", "cancelled"],
        payment_id: str | None = None,
        shipping_address: OrderAddress,
        created_at: str,
        updated_at: str,
        allowed_actions: Sequence[Literal["cancel", "complete"]],
    ) -> None:
        self.text = (
            f'{{"orderId":{quoted(order_id)},"userId":{quoted(user_id)},"items":{objects(items)},"totalAmount":{total_amount:f},"currency":"{currency}","status":"{status}"'
            + ("" if payment_id is None else f',"paymentId":{quoted(payment_id)}')
            + f',"shippingAddress":{shipping_address.text},"createdAt":{quoted(created_at)},"updatedAt":{quoted(updated_at)},"allowedActions":{texts(allowed_actions)}}}'
        )
