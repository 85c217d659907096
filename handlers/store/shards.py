"""Shards: a list that many write at once lies in several partitions of an index, and is read from all of them.

The first shard is the partition without a number, so that a list that had one partition needs no migration.
"""

from __future__ import annotations

import zlib
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# As many connections as a client keeps.
_AT_ONCE = 10


def shard(partition: str, item_id: str, count: int) -> str:
    """Return the shard of a list's partition in which an item lies."""
    return _name(partition, zlib.crc32(item_id.encode()) % count)


def shards(partition: str, count: int) -> list[str]:
    """Return all shards of a list's partition."""
    return [_name(partition, number) for number in range(count)]


def _name(partition: str, number: int) -> str:
    return f"{partition}#{number}" if number else partition


def in_parallel[T, R](read: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Return the results of reads, which run at the same time in the context of this invocation."""
    if len(items) == 1:
        return [read(items[0])]
    with ThreadPoolExecutor(min(len(items), _AT_ONCE)) as threads:
        running = [threads.submit(copy_context().run, read, item) for item in items]
        return [each.result() for each in running]
