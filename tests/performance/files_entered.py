"""The files of ours that one warm request enters: ``python -m tests.performance.files_entered`` lists them.

They are what a maintainer reads to follow a request from the local gateway to its response, so generated ones aren't
counted.
"""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from unittest import mock
from urllib.parse import urlsplit

import httpx

from local.aws.functions import Functions, rows
from local.config import ROOT, settings
from local.sample_shop import make_sample_shop
from local.shop import build_shop
from tests.contract.calls import Shop, valid
from tests.harness import embedded_services, served

REQUESTS = ("getProduct", "getCart", "createOrder")
_FOLDERS = ("handlers", "local", "codegen")
_OWN = {"PASSWORD_SALT_ROUNDS": "4", "LOG_LEVEL": "WARNING"}


@contextmanager
def entered() -> Iterator[set[str]]:
    """Yield the files whose functions any thread calls or resumes inside the block."""
    files: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            files.add(frame.f_code.co_filename)

    threading.setprofile_all_threads(note)
    try:
        yield files
    finally:
        threading.setprofile_all_threads(None)


@contextmanager
def sample_shop() -> Iterator[Shop]:
    with ExitStack() as stack:
        config = stack.enter_context(embedded_services(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        stack.enter_context(mock.patch.dict(os.environ, settings(config) | _OWN))
        url = stack.enter_context(served(build_shop(config, Functions(rows())).app))
        config = replace(config, port=urlsplit(url).port or 0)
        os.environ.update(settings(config) | _OWN)
        make_sample_shop(config)
        yield Shop.at(f"{url}/v1", f"{url}/partner/v1", stack.enter_context(httpx.Client(timeout=60)))


def files_of(shop: Shop, operation_id: str) -> list[str]:
    """Return the files of ours that every request enters after two others like it."""
    sets: list[set[str]] = []
    for _ in range(5):
        call = valid(shop, operation_id)
        with entered() as files:
            shop.send(call).raise_for_status()
        sets.append(files)
    # Functions that answer events run beside some of the requests.
    files = set.intersection(*sets[2:])
    paths = (Path(file).relative_to(ROOT) for file in files if file.startswith(f"{ROOT}/"))
    return sorted(str(path) for path in paths if path.parts[0] in _FOLDERS)


if __name__ == "__main__":
    with sample_shop() as running:
        for request in REQUESTS:
            found = files_of(running, request)
            print(f"{request}: {len(found)} files", *(f"  {file}" for file in found), sep="\n", end="\n\n")
