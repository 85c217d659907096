"""Parallel measuring processes, each with its own stage; counts do not depend on other load."""

from __future__ import annotations

import atexit
import multiprocessing
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from typing import Any, Concatenate, Self

from tests.performance.environments import CACHE
from tests.performance.measuring import Contestant, Meter
from tests.performance.stage import stage

_meters: list[Meter] = []


class Workers:
    """One process per processor."""

    def __init__(self, ours: Contestant, bare: Contestant) -> None:
        for written in CACHE.glob("worker-*.txt"):
            written.unlink()
        self._pool = ProcessPoolExecutor(
            os.cpu_count(), multiprocessing.get_context("spawn"), initializer=_begin, initargs=(ours, bare)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin[**P, T](
        self, measure: Callable[Concatenate[Meter, P], T], *arguments: P.args, **named: P.kwargs
    ) -> Future[T]:
        """Submit a measurement and return its future."""
        return self._pool.submit(_measured, measure, arguments, named)

    def find[**P, T](self, measure: Callable[Concatenate[Meter, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """Submit a measurement and return its result."""
        return self.begin(measure, *arguments, **named).result()


def _begin(ours: Contestant, bare: Contestant) -> None:
    # Keeps the functions' log lines out of the command's output.
    written = os.open(CACHE / f"worker-{os.getpid()}.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(written, 1)
    os.dup2(written, 2)
    stack = ExitStack()
    atexit.register(stack.close)
    _meters.append(Meter(stack.enter_context(stage()), ours, bare))


def _measured[T](measure: Callable[..., T], arguments: tuple[Any, ...], named: Mapping[str, Any]) -> T:
    return measure(_meters[0], *arguments, **named)
