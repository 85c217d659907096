# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model

from . import order_actions, order_state, timestamp
from . import order_id as order_id_1


class OrderStatus(Model):
    """
    An order's status.
    """

    order_id: Annotated[order_id_1.OrderId, Field(alias="orderId")]
    status: order_state.OrderState
    updated_at: Annotated[timestamp.Timestamp, Field(alias="updatedAt")]
    allowed_actions: Annotated[order_actions.OrderActions, Field(alias="allowedActions")]
