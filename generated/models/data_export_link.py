# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model

from . import timestamp


class DataExportLink(Model):
    """
    A link to the copy of an account's data.
    """

    url: Annotated[str, Field(max_length=4000)]
    """
    The URL to GET the file from, without a token.
    """
    expires_at: Annotated[timestamp.Timestamp, Field(alias="expiresAt")]
