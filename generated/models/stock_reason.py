# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type StockReason = Annotated[str, Field(max_length=200, min_length=1, pattern="^[^\\u0000-\\u001F\\u007F-\\u009F]+$")]
"""
The reason of a stock adjustment, such as the number of a delivery note.
"""
