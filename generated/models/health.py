# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generated.base import Model


class Health(Model):
    """
    The service's health.
    """

    status: Literal["ok"]
    """
    Always `ok`; a service that is down doesn't respond.
    """
    version: Annotated[str, Field(max_length=50)]
    """
    The version of the contract that the service implements.
    """
