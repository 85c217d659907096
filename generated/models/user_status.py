# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Literal

type UserStatus = Literal["unverified", "disabled", "deleting", "active"]
"""
The status of an account.
"""
