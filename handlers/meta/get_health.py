"""getHealth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.operations import CONTRACT_VERSION
from generated.responses.health import Health
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok

if TYPE_CHECKING:
    from handlers.runtime.http.request import Request


@operation("getHealth")
def handler(_request: Request[None, None]) -> Response:
    """Return that the service is up, without calling any dependency."""
    return ok(Health(status="ok", version=CONTRACT_VERSION))
