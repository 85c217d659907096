# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model

from . import entity_tags, order_id


class GetOrderParameters(Model):
    """
    The path, query and header parameters of getOrder.
    """

    id: order_id.OrderId
    if_none_match: Annotated[entity_tags.EntityTags | MISSING, Field(alias="If-None-Match")] = MISSING
