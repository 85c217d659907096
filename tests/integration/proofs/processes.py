"""Forked processes, for parts that run concurrently or are killed.

They are forks of a process that has imported everything (`preload`): a new interpreter takes a second to start.
"""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from multiprocessing import forkserver, get_context
from typing import TYPE_CHECKING, Any

from handlers.runtime.aws import clients
from tests.integration.proofs.conflicts import Conflicts, make_exceptions

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

type Part = Callable[[], Any]
"""A function of a module with its arguments: a `functools.partial`."""

_FORKS = get_context("forkserver")


def start_server() -> None:
    """Start the fork server, with the current settings in its environment."""
    _FORKS.set_forkserver_preload(["tests.integration.proofs.preload"])
    forkserver.ensure_running()


class Process:
    """A forked process that runs parts: one after the other, or with a seed concurrently and with conflicts."""

    def __init__(self, parts: Sequence[Part], environment: Mapping[str, str], *, seed: int | None = None) -> None:
        self._connection, connection = _FORKS.Pipe()
        self._process = _FORKS.Process(target=_run, args=(connection, parts, environment, seed), daemon=True)
        self._process.start()
        connection.close()

    def kill(self) -> None:
        """Kill it, and return once it has exited."""
        self._process.kill()
        self._process.join()

    def wait_until_ready(self) -> None:
        assert self._receive() == "ready"

    def start(self) -> None:
        self._connection.send("start")

    def close(self) -> None:
        """Disconnect from it; if it was not started, it exits."""
        self._connection.close()

    def results(self) -> list[Any] | None:
        """Return the result of each part, or None if it was killed before."""
        with closing(self):
            outcome = self._receive()
        return None if outcome is None else outcome[0]

    def raced(self) -> tuple[list[Any], int]:
        """Return the result of each part, and the number of conflicts."""
        outcome = self._receive()
        assert outcome is not None, "it was killed"
        results, conflicts = outcome
        return results, conflicts

    def _receive(self) -> Any:
        try:
            received = self._connection.recv()
        except (EOFError, OSError):
            return None
        assert not isinstance(received, Exception), received
        return received


def run(parts: Sequence[Part], environment: Mapping[str, str]) -> list[Any]:
    """Run parts one after the other in a process, and return their results."""
    results = Process(parts, environment).results()
    assert results is not None
    return results


def race(parts: Sequence[Part], environment: Mapping[str, str], *, among: int = 2) -> tuple[list[Any], int]:
    """Distribute parts over processes and start them together; return their results and the number of conflicts."""
    with ExitStack() as stack:
        processes = [
            stack.enter_context(closing(Process(parts[place::among], environment, seed=place)))
            for place in range(among)
        ]
        for each in processes:
            each.wait_until_ready()
        for each in processes:
            each.start()
        outcomes = [each.raced() for each in processes]
    results: list[Any] = [None] * len(parts)
    for place, (some, _) in enumerate(outcomes):
        results[place::among] = some
    return results, sum(conflicts for _, conflicts in outcomes)


def make_clients() -> None:
    """Make the clients before threads start."""
    make_exceptions(clients.dynamodb())
    clients.lambda_()
    clients.secretsmanager()


def _run(connection: Connection, parts: Sequence[Part], environment: Mapping[str, str], seed: int | None) -> None:
    os.environ.update(environment)
    try:
        outcome: Any = ([part() for part in parts], 0) if seed is None else _race(connection, parts, seed)
    except Exception:  # noqa: BLE001  # the parent reports any failure
        outcome = AssertionError(traceback.format_exc())
    connection.send(outcome)


def _race(connection: Connection, parts: Sequence[Part], seed: int) -> tuple[list[Any], int]:
    make_clients()
    conflicts = Conflicts(clients.dynamodb(), seed=seed)
    barrier = threading.Barrier(len(parts) + 1)

    def act(part: Part) -> Any:
        barrier.wait()
        return part()

    with ThreadPoolExecutor(len(parts)) as pool:
        acting = [pool.submit(act, part) for part in parts]
        connection.send("ready")
        try:
            connection.recv()
        except EOFError:
            # The process that starts the race has exited.
            os._exit(1)
        barrier.wait()
        return [each.result() for each in acting], conflicts.count
