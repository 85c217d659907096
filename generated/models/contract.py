# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from generated.base import Model


class Contract(Model):
    """
    An OpenAPI 3.0 document.
    """

    openapi: Annotated[str, Field(max_length=10)]
    """
    The OpenAPI version.
    """
    info: dict[str, Any]
    """
    The document's metadata.
    """
    paths: dict[str, Any]
    """
    The operations, by path.
    """
