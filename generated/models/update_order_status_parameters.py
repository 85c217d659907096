# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from generated.base import Model

from . import order_id


class UpdateOrderStatusParameters(Model):
    """
    The path, query and header parameters of updateOrderStatus.
    """

    id: order_id.OrderId
