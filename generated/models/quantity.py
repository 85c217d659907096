# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type Quantity = Annotated[int, Field(ge=1, le=99)]
"""
A number of units.
"""
