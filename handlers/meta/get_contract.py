"""getContract."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok_document

if TYPE_CHECKING:
    from handlers.runtime.http.request import Request


@operation("getContract")
def handler(_request: Request[None, None]) -> Response:
    """Return the OpenAPI document."""
    return ok_document(files("generated").joinpath("openapi.json").read_text())
