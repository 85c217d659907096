# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import NewMoney

type NewPrice = Annotated[NewMoney, Field(ge=0, le=1000000)]
"""
A product's new price, with at most two decimals.
"""
