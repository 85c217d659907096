# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type DateTime = Annotated[
    str,
    Field(
        max_length=64,
        pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,32})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})$",
    ),
]
"""
A time as RFC 3339 writes it, with any offset and up to 32 decimals; it is truncated to milliseconds. An offset
that leaves the years 1 to 9999 in UTC yields their first or last time. The seconds may be omitted. In a URL,
encode the `+` of an offset as `%2B`.

"""
