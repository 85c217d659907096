# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict

from generated.base import Model


class UserRoleUpdate(Model):
    """
    A new role of an account.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    role: Literal["customer", "admin"]
    """
    The account's role.
    """
