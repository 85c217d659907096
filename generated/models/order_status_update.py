# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from pydantic import ConfigDict

from generated.base import Model

from . import order_state


class OrderStatusUpdate(Model):
    """
    The order's new status.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    status: order_state.OrderState
