"""Long proofs: a seeded tenth of their cases, or all with FULL=1."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable

FULL = os.environ.get("FULL") == "1"
_SHARE = 10


def sampled[T](cases: Iterable[T], *, seed: int = 14) -> list[T]:
    """Return a tenth of some cases in their order, the same in every run, or all of them with FULL=1."""
    every = list(cases)
    if FULL:
        return every
    chosen = random.Random(seed).sample(range(len(every)), -(-len(every) // _SHARE))  # noqa: S311  # a sample
    return [every[place] for place in sorted(chosen)]


def shortened(times: int) -> int:
    """Return how often a proof is repeated: a tenth of the times, or all with FULL=1."""
    return times if FULL else -(-times // _SHARE)
