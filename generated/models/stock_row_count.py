# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type StockRowCount = Annotated[int, Field(ge=1, le=64)]
"""
The number of rows that hold a product's stock.
"""
