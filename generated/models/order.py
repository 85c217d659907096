# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model

from . import amount, order_actions, order_address, order_item, order_state, timestamp
from . import currency as currency_1
from . import order_id as order_id_1
from . import payment_id as payment_id_1
from . import user_id as user_id_1


class Order(Model):
    """
    An order.
    """

    order_id: Annotated[order_id_1.OrderId, Field(alias="orderId")]
    user_id: Annotated[user_id_1.UserId, Field(alias="userId")]
    items: Annotated[list[order_item.OrderItem], Field(max_length=40, min_length=1)]
    """
    The products.
    """
    total_amount: Annotated[amount.Amount, Field(alias="totalAmount")]
    currency: currency_1.Currency
    status: order_state.OrderState
    payment_id: Annotated[payment_id_1.PaymentId | MISSING, Field(alias="paymentId")] = MISSING
    shipping_address: Annotated[order_address.OrderAddress, Field(alias="shippingAddress")]
    created_at: Annotated[timestamp.Timestamp, Field(alias="createdAt")]
    updated_at: Annotated[timestamp.Timestamp, Field(alias="updatedAt")]
    allowed_actions: Annotated[order_actions.OrderActions, Field(alias="allowedActions")]
