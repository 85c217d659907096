"""The figures of a run of the benchmark, and the targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.performance.image_layers import Layer
from tests.performance.measuring import Measured
from tests.performance.starts import Start

# In b, which is the start of a bare boto3 session with the same clients.
MOST_UNTRACED = 1.10
MOST_TRACED = 1.25
# Of each peer.
MOST_COLD = 0.6
MOST_WARM = 0.3
MOST_LAYER_BYTES = 12_000_000
OURS = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """CPU microseconds of a warm event of an operation, by contestant."""

    operation: str
    with_aws: Mapping[str, float]
    untraced: Mapping[str, float]
    traced: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The figures of a run."""

    found: Sequence[Measured]
    floor: int
    session: int
    peers: Mapping[tuple[str, str], tuple[Start, Start]]
    contests: Sequence[Contest]
    warm: Mapping[str, tuple[float, float]]
    imports: Mapping[str, Mapping[str, int]]
    profiles: Mapping[str, Mapping[str, Any]]
    layers: Sequence[Layer] | None

    @property
    def peer_names(self) -> list[str]:
        """The names of the peers, in order."""
        return list(dict.fromkeys(name for _, name in self.peers))

    def measured(self, function: str) -> Measured:
        return next(each for each in self.found if each.function == function)
