# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model


class Fault(Model):
    """
    An error in a request.
    """

    pointer: Annotated[str, Field(max_length=1000)]
    """
    The location of the error, a JSON pointer into `{body, path, query, header}`.
    """
    detail: Annotated[str, Field(max_length=1000)]
    """
    What is wrong with it.
    """
