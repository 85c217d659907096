"""The files of ours that one warm request enters: ``python -m tests.performance.files_entered`` lists them.

They are what a maintainer reads to follow a request from the local gateway to its response.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import urlsplit

import httpx

from local.aws.functions import Functions, rows
from local.config import ROOT, settings
from local.sample_shop import make_sample_shop
from local.shop import build_shop
from tests.contract.ways import Shop, valid
from tests.harness import embedded_services, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

REQUESTS = ("getProduct", "getCart", "createOrder")
_FOLDERS = ("handlers", "generated", "local", "codegen")
_TOOL = 4
_OWN = {"PASSWORD_SALT_ROUNDS": "4", "LOG_LEVEL": "WARNING"}


@contextmanager
def entered() -> Iterator[set[str]]:
    """Yield the files of `_FOLDERS` that any thread enters inside the block, relative to the repository."""
    files: set[str] = set()

    def note(code: CodeType, _: int) -> Any:  # sys.monitoring.DISABLE has no type
        path = Path(code.co_filename)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in _FOLDERS:
            files.add(str(path.relative_to(ROOT)))
        return sys.monitoring.DISABLE

    events = sys.monitoring.events
    sys.monitoring.use_tool_id(_TOOL, "files entered")
    try:
        for event in (events.PY_START, events.PY_RESUME):
            sys.monitoring.register_callback(_TOOL, event, note)
        sys.monitoring.set_events(_TOOL, events.PY_START | events.PY_RESUME)
        yield files
    finally:
        sys.monitoring.set_events(_TOOL, 0)
        sys.monitoring.free_tool_id(_TOOL)


@contextmanager
def sample_shop() -> Iterator[Shop]:
    """Run the sample shop in this process."""
    with ExitStack() as stack:
        config = stack.enter_context(embedded_services(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        stack.enter_context(mock.patch.dict(os.environ, settings(config) | _OWN))
        url = stack.enter_context(served(build_shop(config, Functions(rows())).app))
        config = replace(config, port=urlsplit(url).port or 0)
        os.environ.update(settings(config) | _OWN)
        make_sample_shop(config)
        yield Shop.at(f"{url}/v1", stack.enter_context(httpx.Client(timeout=60)))


def files_of(shop: Shop, operation_id: str) -> list[str]:
    """Return the files that a request enters after two others like it."""
    for _ in range(2):
        shop.send(valid(shop, operation_id)).raise_for_status()
    call = valid(shop, operation_id)
    with entered() as files:
        shop.send(call).raise_for_status()
    return sorted(files)


if __name__ == "__main__":
    with sample_shop() as running:
        for request in REQUESTS:
            found = files_of(running, request)
            print(f"{request}: {len(found)} files", *(f"  {file}" for file in found), sep="\n", end="\n\n")
