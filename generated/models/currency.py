# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Literal

type Currency = Literal["USD", "EUR", "GBP"]
"""
A currency with two decimals (ISO 4217).
"""
