# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type Challenge = Annotated[str, Field(max_length=128, min_length=1)]
"""
The challenge of a login that requires a second factor.
"""
