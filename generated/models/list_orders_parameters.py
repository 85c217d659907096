# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import IntegerText, Model

from . import order_state, page_token, timestamp


class ListOrdersParameters(Model):
    """
    The path, query and header parameters of listOrders.
    """

    status: order_state.OrderState | MISSING = MISSING
    from_: Annotated[timestamp.Timestamp | MISSING, Field(alias="from")] = MISSING
    to: timestamp.Timestamp | MISSING = MISSING
    limit: Annotated[IntegerText, Field(ge=1, le=100)] = 20
    page: page_token.PageToken | MISSING = MISSING
