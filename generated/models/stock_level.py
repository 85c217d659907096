# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type StockLevel = Annotated[int, Field(ge=0, le=2000000000)]
"""
The number of units that can be sold. Cancelled orders return their units, even beyond the limit for requests.
"""
