# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model


class CreateProductParameters(Model):
    """
    The path, query and header parameters of createProduct.
    """

    idempotency_key: Annotated[
        str | MISSING, Field(alias="Idempotency-Key", max_length=255, min_length=1, pattern="^[!-~]{1,255}$")
    ] = MISSING
