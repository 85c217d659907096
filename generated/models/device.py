# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type Device = Annotated[str, Field(max_length=100)]
"""
A digest.
"""
