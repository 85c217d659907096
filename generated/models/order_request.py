# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model

from . import order_item_request
from . import payment_method as payment_method_1
from . import shipping_address as shipping_address_1


class OrderRequest(Model):
    """
    The products to buy, the shipping address and the payment method.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    items: Annotated[list[order_item_request.OrderItemRequest], Field(max_length=40, min_length=1)]
    """
    The products, all in the same currency.
    """
    shipping_address: Annotated[shipping_address_1.ShippingAddress, Field(alias="shippingAddress")]
    payment_method: Annotated[payment_method_1.PaymentMethod, Field(alias="paymentMethod")]
