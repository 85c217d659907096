# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model

from . import timestamp


class DataExportKey(Model):
    """
    The use of an Idempotency-Key.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    operation: Annotated[str, Field(max_length=100)]
    """
    The operation that it was used with.
    """
    key: Annotated[str, Field(max_length=255)]
    """
    The key.
    """
    expires_at: Annotated[timestamp.Timestamp, Field(alias="expiresAt")]
