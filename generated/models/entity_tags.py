# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type EntityTags = Annotated[
    str, Field(max_length=700, pattern='^(\\*|(W/)?"[!#-~]{0,64}"([ \\t]*,[ \\t]*(W/)?"[!#-~]{0,64}"){0,9})$')
]
"""
One or more entity tags, or `*` (RFC 9110).
"""
