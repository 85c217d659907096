"""Processes of their own, and stages for them to act on."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache

import pytest

from local.config import LocalConfig
from tests.integration.handlers.table import Table, empty_table
from tests.integration.proofs.flows import Flow, Standing, standing
from tests.integration.proofs.processes import Processes, forking
from tests.integration.proofs.stage import Stage

# Much of what they do is waiting.
_AT_ONCE = 6


@pytest.fixture(scope="session")
def processes(aws: LocalConfig, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """What forks processes that have the functions' settings."""
    with forking(tmp_path_factory.mktemp("forks") / "output.txt") as processes:
        yield processes


class Stages:
    """Stages on which several things are tried side by side, each with a table of its own."""

    def __init__(self, config: LocalConfig, stages: Iterable[Stage]) -> None:
        self._place = config
        self._free: queue.SimpleQueue[Stage] = queue.SimpleQueue()
        for stage in stages:
            self._free.put(stage)

    @contextmanager
    def one(self) -> Iterator[tuple[Stage, Table]]:
        """Take a stage, with an empty table."""
        stage = self._free.get()
        try:
            with empty_table(self._place) as table:
                stage.table = table.name
                yield stage, table
        finally:
            self._free.put(stage)

    def each[C](self, cases: Iterable[C], act: Callable[[Stage, Table, C], object]) -> None:
        """Try each case on a stage, some at once; an AssertionError that tells of all that failed."""

        def attempt(case: C) -> str | None:
            try:
                with self.one() as (stage, table):
                    act(stage, table, case)
            except AssertionError as failure:
                return f"{case}: {failure}"
            except Exception as error:
                error.add_note(f"It was this that was tried: {case}")
                raise
            return None

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            failures = [failure for failure in pool.map(attempt, cases) if failure is not None]
        assert not failures, "\n".join(failures)


@pytest.fixture(scope="session")
def stages(aws: LocalConfig, processes: Processes) -> Iterator[Stages]:
    """Some stages."""
    with ExitStack() as stack:
        yield Stages(aws, [Stage(aws.aws_url, processes, stack) for _ in range(_AT_ONCE)])


@pytest.fixture(scope="session")
def standing_of(stages: Stages) -> Callable[[Flow], Standing]:
    """Return a function that tells how a shop stands before something is done to it."""

    @cache
    def standing_of(flow: Flow) -> Standing:
        with stages.one() as (stage, table):
            return standing(flow, stage, table)

    return standing_of
