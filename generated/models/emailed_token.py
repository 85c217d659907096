# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type EmailedToken = Annotated[str, Field(max_length=128, min_length=1)]
"""
The token of an e-mail, which follows `#token=` in its link.
"""
