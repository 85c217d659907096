# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type Category = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,49}$")]
"""
A category, in lower case.
"""
