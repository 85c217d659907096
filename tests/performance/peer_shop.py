"""The shop in which the peer named by ``PEER`` handles its operations: ``python -m tests.performance.peer_shop``.

It is served as by ``python -m tests.contract.faulty``: requests name the faults of AWS that their function meets.
"""

import importlib
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import cache
from typing import Any

from local import run
from local.aws.function_runtime import FunctionRuntime
from local.aws.functions import Functions, Handler, rows
from local.config import LocalConfig
from tests.contract import faulty
from tests.performance.peers import HANDLER, OPERATIONS, PEERS, SHARED

ANSWERED_BY = "X-Answered-By"
# One event at a time, as in Lambda, and always in the thread in which Mangum has created its event loop.
_thread = ThreadPoolExecutor(max_workers=1)


@cache
def app(name: str) -> Handler:
    sys.path[:0] = [str(PEERS[name]), str(SHARED)]
    module, _, function = HANDLER.rpartition(".")
    handler: Handler = getattr(importlib.import_module(module), function)
    return handler


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Return the peer's response, with the peer's name in a header."""
    name = os.environ["PEER"]
    response = _thread.submit(copy_context().run, lambda: app(name)(event, context)).result()
    return {**response, "headers": {**(response.get("headers") or {}), ANSWERED_BY: name}}


def functions_with_peer() -> dict[str, dict[str, Any]]:
    """Return ``terraform/functions.json`` with the peer as the handler of its operations."""
    theirs = {"handler": f"{handler.__module__}.handler"}
    return {key: row | theirs if key in OPERATIONS else row for key, row in rows().items()}


@contextmanager
def peer_runtime(_config: LocalConfig) -> Iterator[FunctionRuntime]:
    """Run the functions in this process, the peer among them."""
    functions = Functions(functions_with_peer())
    functions.load()
    yield functions


if __name__ == "__main__":
    faulty.inject()
    sys.exit(run.main(peer_runtime))
