# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict

from generated.base import Model

from . import payment_token


class PaymentMethod(Model):
    """
    How an order is paid for.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["card"]
    """
    A card is all that is taken.
    """
    token: payment_token.PaymentToken
