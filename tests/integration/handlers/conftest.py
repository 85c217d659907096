"""An empty table for each test, and clients that reach it."""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from handlers.adapters.payments import payment_provider
from handlers.adapters.secrets import CachedSecret
from handlers.adapters.signing_keys import encryption_ring, key_ring
from handlers.mock_payment import process_payment
from handlers.runtime import observability
from local.aws.stream_mapping import Stream
from local.config import LocalConfig
from tests.integration.handlers.aws_calls import CLIENTS
from tests.integration.handlers.faulty_proxy import FaultyProxy, running
from tests.integration.handlers.notifications import Receivers, Record, subscribed
from tests.integration.handlers.table import Table, empty_table

type LogLines = Callable[[], list[dict[str, Any]]]
_SECRETS: list[CachedSecret[Any]] = [
    key_ring._secret,
    encryption_ring._secret,
    payment_provider._api_key,
    process_payment._current,
    process_payment._previous,
]


def forget_clients() -> None:
    """Drop the cached clients and secrets, as in a new process."""
    for make in CLIENTS:
        make.cache_clear()
    forget_secrets()


def forget_secrets() -> None:
    for secret in _SECRETS:
        secret._cached = None
        secret._read_at = secret._refreshed_at = float("-inf")


def forget_other_tests() -> None:
    """Drop the clients that earlier tests made for other endpoints, and the secrets that they may have changed."""
    if any(_is_for_another_endpoint(make) for make in CLIENTS if make.cache_info().currsize):
        forget_clients()
    forget_secrets()


def _is_for_another_endpoint(make: Callable[[], Any]) -> bool:
    endpoint = make().meta
    service = endpoint.service_model.service_name.upper()
    return bool(endpoint.endpoint_url != os.environ.get(f"AWS_ENDPOINT_URL_{service}", os.environ["AWS_ENDPOINT_URL"]))


@pytest.fixture
def table(aws: LocalConfig, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """An empty table that the functions are set up for."""
    forget_other_tests()
    with empty_table(aws) as table:
        monkeypatch.setenv("TABLE_NAME", table.name)
        yield table


@pytest.fixture
def new_process(table: Table) -> Iterator[Table]:
    """New clients for this test, so that it can change their settings."""
    forget_clients()
    yield table
    forget_clients()


@pytest.fixture
def aws_proxy(new_process: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyProxy]:
    """A proxy between the functions and AWS into which a test injects faults; none by default."""
    with running(FaultyProxy(os.environ["AWS_ENDPOINT_URL"])) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        yield proxy


@pytest.fixture
def payment_proxy(new_process: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyProxy]:
    """A fault-injecting proxy to the payment service; its one operation is Invoke."""
    with running(FaultyProxy(os.environ["AWS_ENDPOINT_URL_LAMBDA"])) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", proxy.url)
        yield proxy


@pytest.fixture
def log_lines(monkeypatch: pytest.MonkeyPatch) -> LogLines:
    stream = io.StringIO()
    monkeypatch.setattr(observability, "_print", lambda text: (stream.write(text), sys.stdout.write(text)))
    return lambda: [line for line in map(json.loads, stream.getvalue().splitlines()) if "_aws" not in line]


@pytest.fixture
def receivers(table: Table, aws: LocalConfig, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receivers]:
    """The services that receive notifications, with a dead-letter queue for this test alone."""
    with subscribed(aws) as receivers:
        monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", receivers.dead_letter_queue)
        yield receivers


@pytest.fixture
def changes(table: Table, aws: LocalConfig) -> Callable[[], list[Record]]:
    table.enable_stream()
    return Stream(aws, table.name).read
