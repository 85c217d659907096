# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

type OrderActions = Annotated[list[Literal["cancel", "complete"]], Field(max_length=2)]
"""
The actions that the caller may take on the order now. Only an admin may `complete` it.
"""
