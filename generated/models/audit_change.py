# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model


class AuditChange(Model):
    """
    A changed field, with its values as text; those of secret and personal fields are missing.
    """

    field: Annotated[str, Field(max_length=100, pattern="^[a-zA-Z]+$")]
    """
    The field's name.
    """
    before: Annotated[str | MISSING, Field(max_length=4000)] = MISSING
    """
    The value before the change.
    """
    after: Annotated[str | MISSING, Field(max_length=4000)] = MISSING
    """
    The value after the change.
    """
