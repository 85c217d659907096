"""The figures of a load test: latencies, throughput, errors by kind."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ops.load.schedule import Outcome, Step

_SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
PERCENTILES = tuple(_SHARES)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values doesn't exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of requests: their number, their errors, and the percentiles of their latency, in milliseconds."""

    requests: int
    errors: int
    latencies: dict[str, float]

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> Figures:
        """Return the figures of at least one request; the latencies are of failed ones, too."""
        latencies = [1000 * outcome.latency for outcome in outcomes]
        return cls(
            requests=len(outcomes),
            errors=sum(bool(outcome.error) for outcome in outcomes),
            latencies={name: percentile(latencies, share) for name, share in _SHARES.items()},
        )


def throughput(step: Step, outcomes: Sequence[Outcome]) -> float:
    """Return the successful responses a second that arrived during a step, to whichever step's requests."""
    arrived = sum(not outcome.error and step.begin <= outcome.ended < step.end for outcome in outcomes)
    return arrived / (step.end - step.begin)


def lateness(outcomes: Sequence[Outcome]) -> float:
    """Return the milliseconds by which the client missed a scheduled start at most."""
    return 1000 * max(outcome.lateness for outcome in outcomes)


def of_step(step: Step, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes of the requests that a step scheduled."""
    return [outcome for outcome in outcomes if outcome.arrival.step == step]


def errors_by_kind(outcomes: Sequence[Outcome]) -> Counter[tuple[float, str, str]]:
    """Return the number of errors by rate, operation and kind."""
    return Counter(
        (outcome.arrival.step.rate, outcome.arrival.operation, outcome.error) for outcome in outcomes if outcome.error
    )
