# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model

from . import challenge as challenge_1
from . import fault, shortage
from . import order_id as order_id_1


class Problem(Model):
    """
    An error (RFC 9457).
    """

    type: Annotated[str, Field(max_length=500)]
    """
    A URI reference that identifies the problem and leads to its documentation.
    """
    title: Annotated[str, Field(max_length=200)]
    """
    A short summary, the same for every problem of this type.
    """
    status: Annotated[int, Field(ge=400, le=599)]
    """
    The HTTP status.
    """
    detail: Annotated[str, Field(max_length=2000)]
    """
    An explanation of this occurrence.
    """
    instance: Annotated[str, Field(max_length=8192)]
    """
    The request's path.
    """
    request_id: Annotated[str, Field(alias="requestId", max_length=128)]
    """
    The id of the request, as in `X-Request-Id`.
    """
    errors: Annotated[list[fault.Fault] | MISSING, Field(max_length=100)] = MISSING
    """
    Every error found in the request.
    """
    order_id: Annotated[order_id_1.OrderId | MISSING, Field(alias="orderId")] = MISSING
    challenge: challenge_1.Challenge | MISSING = MISSING
    shortages: Annotated[list[shortage.Shortage] | MISSING, Field(max_length=40)] = MISSING
    """
    Every product with too little stock.
    """
