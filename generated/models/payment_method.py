# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict

from generated.base import Model

from . import payment_token


class PaymentMethod(Model):
    """
    The payment method of an order.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["card"]
    """
    The type of the payment method. Only cards are accepted.
    """
    token: payment_token.PaymentToken
