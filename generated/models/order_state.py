# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Literal

type OrderState = Literal["pending", "processing", "completed", "cancelled"]
"""
`pending` until the result of the payment is known, then `processing` or `cancelled`. An admin moves a
`processing` order to `completed`.

"""
