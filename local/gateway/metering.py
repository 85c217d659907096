"""What API Gateway does on the partner server before it looks at a request: ask for a key, throttle, count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local.gateway.errors import gateway_error
from local.gateway.token_buckets import Buckets

if TYPE_CHECKING:
    from local.gateway.api_keys import ApiKeys
    from local.gateway.request import GatewayRequest
    from local.gateway.usage import Usage

HEADER = "X-Api-Key"


@dataclass(frozen=True, slots=True)
class Metering:
    """Lets requests through by their key, each within its plan."""

    keys: ApiKeys
    usage: Usage
    buckets: Buckets = field(default_factory=Buckets)

    async def admit(self, request: GatewayRequest) -> str:
        """Return the id of the key that a request is let through by; only what is let through counts.

        Raises
        ------
        GatewayError
            403 without a good key, 429 over the plan's rate or quota.
        """
        found = await self.keys.find(request.header(HEADER) or "")
        if found is None:
            raise gateway_error("INVALID_API_KEY")
        key = (found.plan.plan_id, found.key_id)
        if found.plan.throttle is not None and not self.buckets.take(key, found.plan.throttle):
            raise gateway_error("THROTTLED")
        if not self.usage.take(key, found.plan.quota):
            raise gateway_error("QUOTA_EXCEEDED")
        return found.key_id
