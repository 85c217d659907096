"""Measure what durability costs: ``python -m tests.performance.durability``; its exit status is 1 above five per cent.

The embedded AWS services run in this process, and the functions in another thread of it, without a gateway: a request
with one costs more. Journaling is the part of the CPU time in which the services record, and sync, their changes.
"""

import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

from local.aws import ministack
from local.aws.changes import Changes
from local.aws.functions import Functions, lambda_api, rows
from local.aws.journal import Journal
from local.aws.process import _is_healthy
from local.aws.provision import provision
from local.config import LocalConfig, settings
from tests.harness import eventually, new_config, served
from tests.integration.handlers import buying, catalog
from tests.integration.handlers.accounts import register
from tests.integration.handlers.calling import call, invoke
from tests.integration.handlers.notifications import FUNCTION, order_of, placed
from tests.lambda_events import CUSTOMER

MOST_SHARE = 0.05
_REQUESTS, _FIRST_REQUESTS = 300, 30
_journaling = 0.0
_shares: list[float] = []


def _clocked(work: Callable[..., None], *arguments: Any) -> None:
    global _journaling  # noqa: PLW0603  # two threads add to it, one after the other
    start = time.thread_time()
    work(*arguments)
    _journaling += time.thread_time() - start


def _measure(name: str, request: Callable[[], object]) -> None:
    for _ in range(_FIRST_REQUESTS):
        request()
    started, journaled = time.process_time(), _journaling
    for _ in range(_REQUESTS):
        request()
    used, journaling = time.process_time() - started, _journaling - journaled
    _shares.append(journaling / (used - journaling))
    per_request = (1e6 * seconds / _REQUESTS for seconds in (used, journaling))
    print("{:15} {:6.0f} µs, journaling {:4.0f} µs: {:.1%}".format(name, *per_request, _shares[-1]), file=sys.stderr)


def _measure_all(config: LocalConfig) -> None:
    """Measure requests that write nothing, one item, and most, and the event that sends an order's notifications."""
    eventually(lambda: _is_healthy(config))
    provision(config.aws_url)
    with served(lambda_api(Functions(rows()))) as lambda_url:
        os.environ.update(settings(config) | {"AWS_ENDPOINT_URL_LAMBDA": lambda_url, "PASSWORD_SALT_ROUNDS": "4"})
        product, account, quantities = catalog.create_id(stock=1_000_000), register(), cycle((1, 2))
        assert buying.add_to_cart(CUSTOMER, product).status == 200
        _measure("getProduct", partial(call, "getProduct", path={"id": product}))
        _measure("updateCartItem", lambda: buying.set_in_cart(CUSTOMER, product, next(quantities)))
        _measure("createOrder", partial(buying.order_id, CUSTOMER, product))
        _measure("order placed", lambda: invoke(FUNCTION, {"Records": [placed(order_of(account))]}))


def _measure_and_end(config: LocalConfig) -> None:
    try:
        _measure_all(config)
    finally:
        os.kill(os.getpid(), signal.SIGTERM)


def main() -> int:
    """Measure, print a row for each request, and return the exit status."""
    record, sync = Changes.record, Journal.sync
    Changes.record = lambda *arguments: _clocked(record, *arguments)  # type: ignore[method-assign]
    Journal.sync = lambda *arguments: _clocked(sync, *arguments)  # type: ignore[method-assign]
    os.dup2(os.pipe()[0], 0)  # the services end with their standard input
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the functions' log lines
    with tempfile.TemporaryDirectory() as folder:
        config = new_config(Path(folder))
        threading.Thread(target=_measure_and_end, args=[config], daemon=True).start()
        ministack.main(str(config.aws_port), folder)
    return int(len(_shares) < 4 or max(_shares) > MOST_SHARE)


if __name__ == "__main__":
    sys.exit(main())
