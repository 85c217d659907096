# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type ProductDescription = Annotated[
    str, Field(max_length=4000, pattern="^[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F]*$")
]
"""
A plain-text description of the product. It may contain line breaks.
"""
