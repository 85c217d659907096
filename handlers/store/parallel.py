"""Reads at the same time. Apart from shards, whose importers that only write start faster without threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# As many connections as a client keeps.
_AT_ONCE = 10


def in_parallel[T, R](read: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Return the results of reads, which run at the same time in the context of this invocation."""
    if len(items) == 1:
        return [read(items[0])]
    with ThreadPoolExecutor(min(len(items), _AT_ONCE)) as threads:
        running = [threads.submit(copy_context().run, read, item) for item in items]
        return [each.result() for each in running]
