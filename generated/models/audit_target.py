# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type AuditTarget = Annotated[str, Field(max_length=100, pattern="^(user|product|order):[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
"""
What was changed, `user:`, `product:` or `order:` and an id.
"""
