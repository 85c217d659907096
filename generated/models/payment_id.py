# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type PaymentId = Annotated[str, Field(max_length=255, min_length=1, pattern="^[!-~]+$")]
"""
The payment service's own id of the charge. Not there until the order is paid for.
"""
