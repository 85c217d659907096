"""Responses in the form of AWS services, and the checks that keep web pages away from them."""

from __future__ import annotations

import ipaddress
import json
import uuid
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.applications import Starlette
    from starlette.types import ASGIApp, Receive, Scope, Send

# Browsers add these headers; Sec-Fetch-Site also comes with images and links.
_BROWSER_HEADERS = {b"origin", b"sec-fetch-site"}


def json_response(status: int, body: object, **headers: str) -> Response:
    """Return a JSON response of an AWS service."""
    return Response(
        json.dumps(body),
        status_code=status,
        media_type="application/json",
        headers={"X-Amzn-RequestId": str(uuid.uuid4()), **headers},
    )


def error_response(status: int, code: str, message: str) -> Response:
    """Return an error response of an AWS service; boto3 turns its code into an exception."""
    return json_response(status, {"Type": "User", "Message": message}, **{"X-Amzn-ErrorType": code})


def without_redirects(app: Starlette) -> Starlette:
    """Return an application without Starlette's redirects, which contain the Host header that the client chooses."""
    app.router.redirect_slashes = False
    return app


def reject_web_pages(app: ASGIApp) -> ASGIApp:
    """Return an application that rejects requests from web pages with 403."""

    async def closed(scope: Scope, receive: Receive, send: Send) -> None:
        denied = error_response(403, "AccessDeniedException", "Web pages may not call this API.")
        await (denied if is_from_web_page(scope["headers"]) else app)(scope, receive, send)

    return closed


def is_from_web_page(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Return whether a web page sent a request, judging by its headers.

    Parameters
    ----------
    headers : Iterable
        Raw names and values.
    """
    sent = {name.lower(): value for name, value in headers}
    return not _BROWSER_HEADERS.isdisjoint(sent) or is_for_another_host(sent.get(b"host", b""))


def is_for_another_host(host: bytes) -> bool:
    """Return whether a request names another host: a DNS name that was rebound to this machine.

    Parameters
    ----------
    host : bytes
        The ``Host`` header, with or without its port. A name without a dot belongs to this machine's own network.
    """
    name = host.decode("latin-1").rpartition(":")[0] if host.rpartition(b":")[2].isdigit() else host.decode("latin-1")
    try:
        return not ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return "." in name
