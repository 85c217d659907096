"""An empty table for each test, and clients that reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.adapters.signing_keys import key_ring
from handlers.runtime import clients
from tests.integration.handlers.table import Table, empty_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.place import Place


def forget_clients() -> None:
    """Make clients and signing keys be fetched again, as in a new process."""
    for client in (clients.dynamodb, clients.s3, clients.secretsmanager):
        client.cache_clear()
    key_ring._read_at = float("-inf")


@pytest.fixture
def table(aws: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """An empty table that the functions are set up for."""
    if clients.dynamodb().meta.endpoint_url != aws.aws_url:
        forget_clients()
    key_ring._read_at = float("-inf")
    with empty_table(aws) as table:
        monkeypatch.setenv("TABLE_NAME", table.name)
        yield table


@pytest.fixture
def new_process(table: Table) -> Iterator[Table]:
    """Clients of this test's own, so that it may change what they are made with."""
    forget_clients()
    yield table
    forget_clients()
