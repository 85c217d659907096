# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Literal

type OrderState = Literal["pending", "processing", "completed", "cancelled"]
"""
`pending` until the payment's outcome is known, then `processing` or `cancelled`; `completed` when an admin says
so.

"""
