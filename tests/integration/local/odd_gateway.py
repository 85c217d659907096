"""A gateway with functions that the test chooses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from generated.operations import OPERATIONS
from local.aws.functions import Functions
from local.gateway.app import Gateway
from local.gateway.authorizer import FUNCTION
from local.gateway.metering import ApiKeys, Metering
from local.gateway.usage import Usage
from local.shop import authorizer, contract
from tests.harness import PATIENCE_SECONDS, served
from tests.integration.local import odd_functions

_MODULE = "tests.integration.local.odd_functions"


@contextmanager
def odd_gateway(
    *,
    timeout: float = PATIENCE_SECONDS,
    cached: float | None = None,
    metering: Metering | None = None,
    **functions: str,
) -> Iterator[httpx.Client]:
    """Serve the contract with some functions replaced, by operationId; `authorize_request` is the authorizer."""
    rows = {operation_id: odd_row("echoes", timeout) for operation_id in OPERATIONS}
    rows[FUNCTION] = odd_row("allows_everything", timeout)
    rows.update({key: odd_row(name, timeout) for key, name in functions.items()})
    running = Functions(rows)
    token_authorizer = authorizer(running)
    if cached is not None:
        token_authorizer.cache_seconds = cached
    metered = metering or Metering(ApiKeys(dict), Usage())
    gateway = Gateway(contract(), OPERATIONS, invoke=running.invoke, authorizer=token_authorizer, metering=metered)
    with served(gateway) as url, httpx.Client(base_url=f"{url}/v1", timeout=300) as client:
        odd_functions.go_on.clear()
        try:
            yield client
        finally:
            odd_functions.go_on.set()


def odd_row(name: str, timeout: float) -> dict[str, Any]:
    """Return the row of an odd function, as ``terraform/functions.json`` has for the shop's own."""
    return {"name": f"odd-{name}", "handler": f"{_MODULE}.{name}", "memory": 256, "timeout": timeout}
