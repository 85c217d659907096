"""AWS's Runtime Interface Emulator, as a caller of a function sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from docker.containers import Container
from local.config import LOOPBACK
from tests.integration.handlers.calling import Response


def invoke(container: Container, event: Mapping[str, Any]) -> httpx.Response:
    """Invoke a function with an event and return the emulator's response."""
    url = f"http://{LOOPBACK}:{container.port}/2015-03-31/functions/function/invocations"
    return httpx.post(url, json=event, timeout=300)


def answer_of(response: httpx.Response) -> Response:
    """Return an operation's response from the emulator's."""
    assert response.status_code == 200, response.text
    body = response.json()
    assert "statusCode" in body, response.text
    return Response(body["statusCode"], body["headers"], body["body"])
