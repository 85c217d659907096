# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, ConfigDict, Field

from generated.base import Model

from . import amount, order_address, order_item, order_state, timestamp
from . import currency as currency_1
from . import order_id as order_id_1
from . import payment_id as payment_id_1


class DataExportOrder(Model):
    """
    An order, with its lines and address.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    order_id: Annotated[order_id_1.OrderId, Field(alias="orderId")]
    status: order_state.OrderState
    items: Annotated[list[order_item.OrderItem], Field(max_length=40, min_length=1)]
    """
    The products.
    """
    total_amount: Annotated[amount.Amount, Field(alias="totalAmount")]
    currency: currency_1.Currency
    payment_id: Annotated[payment_id_1.PaymentId | MISSING, Field(alias="paymentId")] = MISSING
    shipping_address: Annotated[order_address.OrderAddress, Field(alias="shippingAddress")]
    idempotency_key: Annotated[str, Field(alias="idempotencyKey", max_length=255)]
    """
    The Idempotency-Key of the request that placed it.
    """
    created_at: Annotated[timestamp.Timestamp, Field(alias="createdAt")]
    updated_at: Annotated[timestamp.Timestamp, Field(alias="updatedAt")]
