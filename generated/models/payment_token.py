# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type PaymentToken = Annotated[str, Field(max_length=104, pattern="^tok_[A-Za-z0-9_]{1,100}$")]
"""
The payment service's token for the card. The shop never stores it.
"""
