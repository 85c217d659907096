"""An empty table for each test, and clients that reach it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from handlers.adapters.signing_keys import key_ring
from handlers.runtime import clients, observability
from tests.integration.handlers.faulty_aws import Way, way_to
from tests.integration.handlers.table import Table, empty_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.place import Place

type LogLines = Callable[[], list[dict[str, Any]]]


def forget_clients() -> None:
    """Make clients and signing keys be fetched again, as in a new process."""
    for client in (clients.dynamodb, clients.s3, clients.secretsmanager):
        client.cache_clear()
    forget_keys()


def forget_keys() -> None:
    """Make the signing keys be fetched again."""
    key_ring._keys = {}
    key_ring._tried_at = float("-inf")


@pytest.fixture
def table(aws: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """An empty table that the functions are set up for."""
    if clients.dynamodb().meta.endpoint_url != aws.aws_url:
        forget_clients()
    forget_keys()
    with empty_table(aws) as table:
        monkeypatch.setenv("TABLE_NAME", table.name)
        yield table


@pytest.fixture
def new_process(table: Table) -> Iterator[Table]:
    """Clients of this test's own, so that it may change what they are made with."""
    forget_clients()
    yield table
    forget_clients()


@pytest.fixture
def way(aws: Place, new_process: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[Way]:
    """A way from the functions to AWS on which a test lets things go wrong; until then nothing does."""
    with way_to(aws.aws_url) as way:
        monkeypatch.setenv("AWS_ENDPOINT_URL", way.url)
        yield way


@pytest.fixture
def log_lines(monkeypatch: pytest.MonkeyPatch) -> LogLines:
    """Return a function that reads what was logged since the test began."""
    stream = io.StringIO()
    monkeypatch.setattr(observability._logger.registered_handler, "stream", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
