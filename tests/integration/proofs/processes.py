"""Forked processes, for parts that run concurrently or are killed.

They are forks of a process that has imported everything (`preload`): a new interpreter takes a second to start.
"""

import io
import json
import os
import random
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from mypy_boto3_dynamodb import DynamoDBClient
from urllib3 import HTTPResponse

from handlers.runtime.aws import clients
from tests.harness import PATIENCE_SECONDS
from tests.integration.handlers.faulty_proxy import cancelled, error

type Part = Callable[[], Any]
"""A function of a module with its arguments: a `functools.partial`."""

_FORKS = get_context("forkserver")
_SHARE = 0.3
# Fewer than the attempts of a write: otherwise a request might fail with a 503 at random.
_MOST_IN_A_ROW = 3


def start_server() -> None:
    """Start the fork server, with the current settings in its environment."""
    _FORKS.set_forkserver_preload(["tests.integration.proofs.preload"])
    forkserver.ensure_running()


class Process:
    """A forked process that runs parts: one after the other, or with a barrier concurrently and with conflicts."""

    def __init__(
        self, parts: Sequence[Part], environment: Mapping[str, str], barrier: Barrier | None = None, *, seed: int = 0
    ) -> None:
        self._connection, connection = _FORKS.Pipe(duplex=False)
        self._process = _FORKS.Process(target=_run, args=(connection, parts, environment, barrier, seed), daemon=True)
        self._process.start()
        connection.close()

    def kill(self) -> None:
        """Kill it, and return once it has exited."""
        self._process.kill()
        self._process.join()

    def outcome(self) -> tuple[list[Any], int] | None:
        """Return the result of each part and the number of conflicts, or None if it was killed before."""
        with self._connection as connection:
            try:
                outcome: Any = connection.recv()
            except (EOFError, OSError):
                return None
        assert not isinstance(outcome, str), outcome
        results, conflicts = outcome
        return results, conflicts


def run(parts: Sequence[Part], environment: Mapping[str, str]) -> list[Any]:
    outcome = Process(parts, environment).outcome()
    assert outcome is not None, "it was killed"
    return outcome[0]


def race(parts: Sequence[Part], environment: Mapping[str, str]) -> tuple[list[Any], int]:
    """Distribute parts over two processes and start them together; return their results and the number of conflicts."""
    barrier = _FORKS.Barrier(len(parts), timeout=PATIENCE_SECONDS)
    running = [Process(parts[place::2], environment, barrier, seed=place) for place in range(2)]
    results: list[Any] = [None] * len(parts)
    total = 0
    for place, outcome in enumerate([each.outcome() for each in running]):
        assert outcome is not None, "it was killed"
        results[place::2], conflicts = outcome
        total += conflicts
    return results, total


class Conflicts:
    """Make some of a client's writes fail, unwritten, as when transactions collide: no local engine does that."""

    def __init__(self, client: DynamoDBClient, *, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311  # which writes fail is not a secret
        self._lock = threading.Lock()
        self._of_this_thread = threading.local()
        self.count = 0
        events: Any = client.meta.events  # the stub lacks handlers that return a response
        for operation in ("TransactWriteItems", "PutItem", "UpdateItem"):
            events.register_first(f"before-send.dynamodb.{operation}", self._respond)

    def _respond(self, *, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        if not self._is_next():
            return None
        body: Any = request.body
        response = error("TransactionConflictException")
        if actions := json.loads(body).get("TransactItems"):
            reasons = ["None"] * len(actions)
            reasons[self._chance.randrange(len(reasons))] = "TransactionConflict"
            response = cancelled(*reasons)
        headers: Any = HeadersDict({"Content-Type": response.content_type})
        return AWSResponse(
            request.url, response.status, headers, HTTPResponse(io.BytesIO(response.body), preload_content=False)
        )

    def _is_next(self) -> bool:
        in_a_row: int = getattr(self._of_this_thread, "in_a_row", 0)
        with self._lock:
            is_next = self.count == 0 or (in_a_row < _MOST_IN_A_ROW and self._chance.random() < _SHARE)
            self.count += is_next
        self._of_this_thread.in_a_row = in_a_row + 1 if is_next else 0
        return is_next


def make_clients() -> None:
    """Make the clients, and their exception classes, before threads start."""
    clients.dynamodb().exceptions.from_code("")
    clients.lambda_()
    clients.secretsmanager()


def _run(
    connection: Connection, parts: Sequence[Part], environment: Mapping[str, str], barrier: Barrier | None, seed: int
) -> None:
    os.environ.update(environment)
    try:
        outcome: Any = ([part() for part in parts], 0) if barrier is None else _race(parts, barrier, seed)
    except Exception:  # noqa: BLE001  # the parent reports any failure
        outcome = traceback.format_exc()
    connection.send(outcome)


def _race(parts: Sequence[Part], barrier: Barrier, seed: int) -> tuple[list[Any], int]:
    make_clients()
    conflicts = Conflicts(clients.dynamodb(), seed=seed)

    def act(part: Part) -> Any:
        barrier.wait()
        return part()

    with ThreadPoolExecutor(len(parts)) as pool:
        return list(pool.map(act, parts)), conflicts.count
