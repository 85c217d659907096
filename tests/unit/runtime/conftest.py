import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from handlers.runtime import observability
from handlers.runtime.aws import clients

type LogLines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def log_lines(monkeypatch: pytest.MonkeyPatch) -> LogLines:
    """Return a function that reads the log lines since the test began."""
    stream = io.StringIO()
    monkeypatch.setattr(observability, "_print", stream.write)
    return lambda: [line for line in map(json.loads, stream.getvalue().splitlines()) if "_aws" not in line]


@pytest.fixture(autouse=True)
def clients_of_this_test_only() -> Iterator[None]:
    """Discard AWS clients that were created with this test's environment."""
    yield
    for client in (clients.dynamodb, clients.s3, clients.secretsmanager):
        client.cache_clear()
