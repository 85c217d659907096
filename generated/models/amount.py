# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Money

type Amount = Annotated[Money, Field(ge=0, le=4000000000)]
"""
An amount of money with at most two decimals.
"""
