"""Measure what durability costs: ``python -m tests.performance.durability``; its exit status is 1 above five per cent.

Functions run in this process, without a gateway, and the embedded AWS services in another. A request's CPU time is
that of both; its journaling is the part in which the services record, and sync, its changes.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from typing import Any

from local.aws import ministack
from local.aws.changes import Changes
from local.aws.functions import Functions, lambda_api, rows
from local.aws.journal import Journal
from local.aws.process import log_file, wait_until_ready
from local.aws.provision import provision
from local.config import ROOT, LocalConfig, settings
from tests.harness import new_config, served
from tests.integration.handlers import buying, catalog
from tests.integration.handlers.accounts import register
from tests.integration.handlers.calling import Response, call, invoke
from tests.integration.handlers.notifications import FUNCTION, order_of, placed
from tests.lambda_events import CUSTOMER

MOST_SHARE = 0.05
_REQUESTS, _FIRST_REQUESTS = 300, 30
_SPENT = "/_spent"


class _Watched:
    """The services with a clock on their journaling, which `_SPENT` returns with their CPU time."""

    def __init__(self) -> None:
        self._journaling = 0.0
        for owner, name in ((Changes, "record"), (Journal, "sync")):
            setattr(owner, name, self._clocked(getattr(owner, name)))

    def _clocked(self, work: Callable[..., None]) -> Callable[..., None]:
        @wraps(work)
        def clocked(*arguments: Any, **options: Any) -> None:
            start = time.thread_time()
            work(*arguments, **options)
            self._journaling += time.thread_time() - start

        return clocked

    def app(self, app: Any) -> Any:
        async def watched(scope: Any, receive: Any, send: Any, *more: Any) -> None:
            if scope.get("path") != _SPENT:
                await app(scope, receive, send, *more)
                return
            spent = json.dumps([time.process_time(), self._journaling]).encode()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": spent})

        return watched


def _serve(port: str, folder: str) -> None:
    watched, reject = _Watched(), ministack._journaled
    ministack._journaled = lambda app, changes: watched.app(reject(app, changes))
    ministack.main(port, folder)


@contextmanager
def _services(config: LocalConfig) -> Iterator[None]:
    folder = config.data / "aws"
    folder.mkdir()
    command = [sys.executable, "-m", "tests.performance.durability", str(config.aws_port), str(folder)]
    with log_file(config).open("wb") as log:
        child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=log, stderr=log)
    try:
        wait_until_ready(child, config)
        provision(config.aws_url)
        yield
    finally:
        child.communicate()


def _spent(config: LocalConfig) -> tuple[float, float]:
    """Return the CPU seconds of both processes, and those of the journaling, so far."""
    with urllib.request.urlopen(config.aws_url + _SPENT) as response:  # noqa: S310  # ours, http
        services, journaling = json.load(response)
    return time.process_time() + services, journaling


def _measure(config: LocalConfig, request: Callable[[], object]) -> tuple[float, float]:
    """Return the CPU microseconds of a request, and those of its journaling."""
    for _ in range(_FIRST_REQUESTS):
        request()
    before = _spent(config)
    for _ in range(_REQUESTS):
        request()
    used, journaling = (after - start for after, start in zip(_spent(config), before, strict=True))
    return 1e6 * used / _REQUESTS, 1e6 * journaling / _REQUESTS


def _requests() -> dict[str, Callable[[], object]]:
    """Return requests that write nothing, one item, and most, and the event that sends an order's notifications."""
    product = catalog.create_id(stock=1_000_000)
    buying.add_to_cart(CUSTOMER, product)
    quantities = cycle((1, 2))
    account = register()
    return {
        "getProduct": lambda: _succeed(call("getProduct", path={"id": product})),
        "updateCartItem": lambda: _succeed(buying.set_in_cart(CUSTOMER, product, next(quantities))),
        "createOrder": lambda: _succeed(buying.order(CUSTOMER, product)),
        "order placed": lambda: invoke(FUNCTION, {"Records": [placed(order_of(account))]}),
    }


def _succeed(response: Response) -> None:
    assert response.status < HTTPStatus.BAD_REQUEST, response.text


def main() -> int:
    """Measure, print a row for each request, and return the exit status."""
    log = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the functions' log lines
    status = 0
    with tempfile.TemporaryDirectory() as folder, served(lambda_api(Functions(rows()))) as lambda_url:
        config = new_config(Path(folder))
        os.environ.update(settings(config) | {"AWS_ENDPOINT_URL_LAMBDA": lambda_url, "PASSWORD_SALT_ROUNDS": "4"})
        with _services(config):
            for name, request in _requests().items():
                used, journaling = _measure(config, request)
                share = journaling / (used - journaling)
                status |= share > MOST_SHARE
                os.write(log, f"{name:15} {used:8.0f} µs, journaling {journaling:6.1f} µs: {share:.1%}\n".encode())
    return status


if __name__ == "__main__":
    if sys.argv[1:]:
        _serve(*sys.argv[1:])
    else:
        sys.exit(main())
