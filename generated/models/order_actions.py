# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

type OrderActions = Annotated[list[Literal["cancel", "complete"]], Field(max_length=2)]
"""
What the caller may do with the order now; `complete` is an admin's.
"""
