"""Responses that break the contract are logged as errors, and sent all the same."""

from __future__ import annotations

import logging

import pytest

from tests.harness import eventually
from tests.integration.local.substitutes import JSON, returning, serve_gateway

LOGGER = "local.gateway.validation"


@pytest.mark.parametrize(
    ("status", "headers", "body", "breach"),
    [
        (200, JSON | {"X-Request-Id": "1"}, '{"status": "ok"}', "200, /body/version: value is missing"),
        (200, {"Content-Type": "text/plain"}, "ok", "200, Invalid Response Content-type (text/plain)"),
        (418, JSON, "{}", "418, the status isn't documented"),
    ],
)
def test_response_that_breaks_the_contract_is_logged_and_sent(
    caplog: pytest.LogCaptureFixture, status: int, headers: dict[str, str], body: str, breach: str
) -> None:
    with serve_gateway(getHealth=returning({"statusCode": status, "headers": headers, "body": body})) as client:
        response = client.get("/health")
        # The response comes before its validation.
        eventually(lambda: caplog.records)

    assert response.status_code == status
    [record] = [record for record in caplog.records if record.name == LOGGER]
    assert record.levelno == logging.ERROR
    assert record.getMessage().startswith(f"The response of getHealth breaks the contract: {breach}")
