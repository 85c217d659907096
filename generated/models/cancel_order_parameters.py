# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from generated.base import Model

from . import order_id


class CancelOrderParameters(Model):
    """
    The parameters of cancelOrder, wherever they are sent.
    """

    id: order_id.OrderId
