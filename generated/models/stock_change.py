# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type StockChange = Annotated[int, Field(ge=-1000000, le=1000000)]
"""
The number of units to add to the stock; negative to remove units, 0 to record a count without a difference.
"""
