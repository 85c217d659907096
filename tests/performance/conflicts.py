"""Simulate sales that conflict: ``python -m tests.performance.conflicts`` prints how many a product's stock rows serve.

A model in discrete events: a transaction holds its stock row for some milliseconds; one that meets it is rejected at
once, and tried again as the shop does, at the buyer's next row. Units never run out.
"""

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from handlers.domain.stock_rows import MAX_ROWS, starting_row
from handlers.store.table import ATTEMPTS, longest_wait

HOLD_SECONDS = 0.010
GOOD_SHARE = 0.99
# Of the rejected transaction, and of reading the rows again.
_ROUND_TRIPS_SECONDS = 0.006
_RATES = {1: (20, 50, 70, 100), MAX_ROWS: (1000, 3000, 4000, 6000)}


@dataclass(frozen=True, slots=True)
class Sales:
    """The share of buyers who got an order, and the attempts and the 99th percentile of the seconds that it took."""

    share: float
    attempts: float
    slow: float


def sell(arrivals: Sequence[float], *, rows: int, hold: float = HOLD_SECONDS) -> Sales:
    """Simulate buyers of one unit who arrive at these seconds."""
    random.seed(1)
    events = [(at, buyer, 1) for buyer, at in enumerate(arrivals)]
    heapq.heapify(events)
    own = [starting_row(f"{random.getrandbits(80):x}", rows) for _ in arrivals]
    free, waits, attempts = [0.0] * rows, [], 0
    while events:
        at, buyer, attempt = heapq.heappop(events)
        attempts += 1
        row = (own[buyer] + attempt - 1) % rows
        if at >= free[row]:
            free[row] = at + hold
            waits.append(at + hold - arrivals[buyer])
        elif attempt < ATTEMPTS:
            again = at + _ROUND_TRIPS_SECONDS + random.uniform(0, longest_wait(attempt))  # noqa: S311  # a model, no secret
            heapq.heappush(events, (again, buyer, attempt + 1))
    slow = sorted(waits)[int(len(waits) * 0.99)] if waits else 0.0
    return Sales(len(waits) / len(arrivals), attempts / len(arrivals), slow)


def at_rate(rate: int, *, seconds: int = 5) -> list[float]:
    """Return arrivals at a mean rate per second."""
    random.seed(rate)
    return [random.uniform(0, seconds) for _ in range(rate * seconds)]  # noqa: S311  # as above


@cache
def highest_rate(rows: int) -> int:
    """Return the highest rate, in steps, at which a good share of the buyers get an order."""
    step = rows * 10
    rate = step
    while sell(at_rate(rate + step), rows=rows).share >= GOOD_SHARE:
        rate += step
    return rate


@cache
def table() -> Sequence[str]:
    """Return the lines of a Markdown table: how many buyers a second a product's stock rows serve."""
    lines = [
        "| stock rows | buyers a second | orders | attempts each | 99 % within |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    for rows, rates in _RATES.items():
        for rate in rates:
            sales = sell(at_rate(rate), rows=rows)
            lines.append(f"| {rows} | {rate:,} | {sales.share:.1%} | {sales.attempts:.1f} | {sales.slow:.1f} s |")
    return lines


if __name__ == "__main__":
    print("\n".join(table()))
