"""Read-only requests during a canary: a quiet shop has too few for the canary's alarm."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import cycle, islice
from math import ceil

import httpx

# The alarm needs 5 requests to the canary in a minute; API Gateway chooses them at random.
_CANARY_REQUESTS_A_MINUTE = 10
# With one batch every 15 seconds, half of what the firewall allows an address.
_MOST = 50
_BATCHES_A_MINUTE = 4
# Of one request, and of a batch: the alarms are read between batches.
_SECONDS, _BATCH_SECONDS = 5.0, 10.0
_PATHS = ("/health", "/products?limit=1")


@dataclass(frozen=True, slots=True)
class CanaryTraffic:
    """Requests to the storefront, of which API Gateway sends the canary its share.

    Parameters
    ----------
    storefront : str
        The URL where its paths begin.
    """

    storefront: str

    def send(self, share: float) -> None:
        """Send a batch for a canary with this share, in percent. Failures are left to the alarm, which counts them."""
        until = time.monotonic() + _BATCH_SECONDS
        with httpx.Client(timeout=_SECONDS) as client:
            for path in islice(cycle(_PATHS), batch_size(share)):
                if time.monotonic() > until:
                    return
                try:
                    client.get(self.storefront + path)
                except httpx.HTTPError:
                    continue


def batch_size(share: float) -> int:
    """Return how many requests a batch has for a canary with this share, in percent."""
    return min(_MOST, ceil(100 / share * _CANARY_REQUESTS_A_MINUTE / _BATCHES_A_MINUTE))
