"""Fixtures: stages on which forked processes act."""

import queue
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache

import pytest

from local.config import LocalConfig
from tests.integration.handlers.table import Table, empty_table
from tests.integration.proofs.flows import FLOWS, Snapshot, take_snapshot
from tests.integration.proofs.processes import start_server
from tests.integration.proofs.stage import Stage

# They spend much of their time waiting.
_AT_ONCE = 6


@pytest.fixture(scope="session")
def fork_server(aws: LocalConfig) -> None:
    """A server of forked processes that have the functions' settings."""
    start_server()


class Stages:
    """Stages that run cases concurrently, each with its own table."""

    def __init__(self, config: LocalConfig, stages: Iterable[Stage]) -> None:
        self._config = config
        self._free: queue.SimpleQueue[Stage] = queue.SimpleQueue()
        for stage in stages:
            self._free.put(stage)

    @contextmanager
    def one(self) -> Iterator[tuple[Stage, Table]]:
        stage = self._free.get()
        try:
            with empty_table(self._config) as table:
                stage.table = table.name
                yield stage, table
        finally:
            self._free.put(stage)

    def each[C](self, cases: Iterable[C], act: Callable[[Stage, Table, C], object]) -> None:
        """Run each case on a stage, some concurrently; raise all failures together."""

        def attempt(case: C) -> BaseException | None:
            try:
                with self.one() as (stage, table):
                    act(stage, table, case)
            except Exception as error:  # noqa: BLE001  # raised below
                error.add_note(f"Failed case: {case}")
                return error
            return None

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            if failures := [failure for failure in pool.map(attempt, cases) if failure is not None]:
                raise BaseExceptionGroup("failed cases", failures)


@pytest.fixture(scope="session")
def stages(aws: LocalConfig, fork_server: None) -> Iterator[Stages]:
    with ExitStack() as stack:
        yield Stages(aws, [Stage(aws.aws_url, stack) for _ in range(_AT_ONCE)])


@pytest.fixture(scope="session")
def snapshot_of(stages: Stages) -> Callable[[str], Snapshot]:
    """Return a function that snapshots the shop before a flow starts, by the flow's name."""

    @cache
    def snapshot_of(name: str) -> Snapshot:
        with stages.one() as (stage, table):
            return take_snapshot(FLOWS[name], stage, table)

    return snapshot_of
