"""Token buckets: how API Gateway throttles."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.gateway.usage_plans import Throttle


@dataclass(slots=True)
class Buckets:
    """A bucket of each key: full at first, a request takes a token out, and the rate puts them back.

    Parameters
    ----------
    clock : Callable
        Returns seconds that never go back.
    """

    clock: Callable[[], float] = time.monotonic
    _buckets: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def take(self, key: tuple[str, str], throttle: Throttle) -> bool:
        """Take a token, and tell whether there was one.

        Parameters
        ----------
        key : tuple of str
            Whose bucket: a plan's id and a key's.
        throttle : Throttle
            What the plan says by now.
        """
        moment = self.clock()
        tokens, filled_at = self._buckets.get(key, (float(throttle.burst), moment))
        tokens = min(throttle.burst, tokens + (moment - filled_at) * throttle.rate)
        is_let_through = tokens >= 1
        self._buckets[key] = (tokens - is_let_through, moment)
        return is_let_through
