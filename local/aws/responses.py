"""Answering as an AWS service does, to boto3 and not to web pages."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from starlette.responses import Response

from local.gateway.origin_check import is_of_a_web_page

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


def answer(status: int, body: object, **headers: str) -> Response:
    """Return JSON as an AWS service answers it."""
    return Response(
        json.dumps(body),
        status_code=status,
        media_type="application/json",
        headers={"X-Amzn-RequestId": str(uuid.uuid4()), **headers},
    )


def refusal(status: int, code: str, message: str) -> Response:
    """Return an error as an AWS service answers it; boto3 makes an exception of its code."""
    return answer(status, {"Type": "User", "Message": message}, **{"X-Amzn-ErrorType": code})


def closed_to_web_pages(app: ASGIApp) -> ASGIApp:
    """Return an application that refuses what a web page sends."""

    async def closed(scope: Scope, receive: Receive, send: Send) -> None:
        denied = refusal(403, "AccessDeniedException", "Web pages may not ask here.")
        await (denied if is_of_a_web_page(scope["headers"]) else app)(scope, receive, send)

    return closed
