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
    What to buy, where to send it, and how it is paid for.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    items: Annotated[list[order_item_request.OrderItemRequest], Field(max_length=40, min_length=1)]
    """
    The products. Those of one currency can be ordered together.
    """
    shipping_address: Annotated[shipping_address_1.ShippingAddress, Field(alias="shippingAddress")]
    payment_method: Annotated[payment_method_1.PaymentMethod, Field(alias="paymentMethod")]
