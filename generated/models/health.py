# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generated.base import Model


class Health(Model):
    """
    The service answers.
    """

    status: Literal["ok"]
    """
    Always `ok`; no answer is the other one.
    """
    version: Annotated[str, Field(max_length=50)]
    """
    The version of the contract that it serves.
    """
