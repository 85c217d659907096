"""Long proofs: a seeded tenth of their cases, or all with FULL=1."""

import os
import random
from collections.abc import Sequence

FULL = os.environ.get("FULL") == "1"


def sampled[T](cases: Sequence[T]) -> list[T]:
    """Return a tenth of some cases in their order, the same in every run, or all of them with FULL=1."""
    chosen = random.Random(14).sample(range(len(cases)), shortened(len(cases)))  # noqa: S311  # a sample
    return [cases[place] for place in sorted(chosen)]


def shortened(times: int) -> int:
    """Return a tenth of the repetitions of a proof, or all with FULL=1."""
    return times if FULL else -(-times // 10)
