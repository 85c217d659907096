# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type Stock = Annotated[int, Field(ge=0, le=1000000)]
"""
The number of units that can be sold.
"""
