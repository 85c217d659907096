"""AWS's Runtime Interface Emulator, as a caller of a function sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from docker.containers import Container
from local.config import LOOPBACK
from tests.integration.handlers.calling import Answer


def invoke(container: Container, event: Mapping[str, Any]) -> httpx.Response:
    """Hand a function an event and return what the emulator answers."""
    url = f"http://{LOOPBACK}:{container.port}/2015-03-31/functions/function/invocations"
    return httpx.post(url, json=event, timeout=300)


def answer_of(said: httpx.Response) -> Answer:
    """Return an operation's answer out of the emulator's."""
    assert said.status_code == 200, said.text
    body = said.json()
    assert "statusCode" in body, said.text
    return Answer(body["statusCode"], body["headers"], body["body"])
