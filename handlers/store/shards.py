"""Shards: a list that many write at once lies in several partitions of an index, and is read from all of them.

The first shard is the partition without a number, so that a list that had one partition needs no migration.
"""

from __future__ import annotations

import zlib


def shard(partition: str, item_id: str, count: int) -> str:
    """Return the shard of a list's partition in which an item lies."""
    return _name(partition, zlib.crc32(item_id.encode()) % count)


def shards(partition: str, count: int) -> list[str]:
    """Return all shards of a list's partition."""
    return [_name(partition, number) for number in range(count)]


def _name(partition: str, number: int) -> str:
    return f"{partition}#{number}" if number else partition
