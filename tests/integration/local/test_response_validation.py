"""Responses that break the contract are logged as errors, and sent all the same."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.harness import eventually
from tests.integration.local.odd_gateway import odd_gateway

LOGGER = "local.gateway.validation"


@contextmanager
def health(function: str) -> Iterator[httpx.Response]:
    """Yield a response of getHealth by an odd function, while its gateway runs."""
    with odd_gateway(getHealth=function) as client:
        yield client.get("/health")


@pytest.mark.parametrize(
    ("function", "status", "breach"),
    [
        ("answers_half_a_health", 200, "200, /body/version: value is missing"),
        ("answers_health_as_text", 200, "200, Invalid Response Content-type (text/plain)"),
        ("answers_teapot", 418, "418, the status isn't documented"),
    ],
)
def test_response_that_breaks_the_contract_is_logged_and_sent(
    caplog: pytest.LogCaptureFixture, function: str, status: int, breach: str
) -> None:
    with health(function) as response:
        # The response comes before its validation.
        eventually(lambda: caplog.records)

    assert response.status_code == status
    [record] = [record for record in caplog.records if record.name == LOGGER]
    assert record.levelno == logging.ERROR
    assert record.getMessage().startswith(f"The response of getHealth breaks the contract: {breach}")
