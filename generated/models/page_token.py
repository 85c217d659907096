# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type PageToken = Annotated[str, Field(max_length=500, min_length=1, pattern="^[A-Za-z0-9_.-]+$")]
"""
An opaque token, from `nextPage`.
"""
