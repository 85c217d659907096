# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type NewPassword = Annotated[str, Field(max_length=72, min_length=8)]
"""
A new password: at least 8 characters, at most 72 bytes in UTF-8, and not one of the most common passwords.

"""
