"""API keys as API Gateway meters them on the partner server: key, throttle, quota."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from local.config import STAGE
from local.gateway.errors import gateway_error
from local.gateway.request import API_KEY_HEADER, PARTNER
from local.gateway.usage_plans import Plan, key_ids, usage_plans

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_apigateway.type_defs import UsagePlanTypeDef

    from local.gateway.request import GatewayRequest
    from local.gateway.usage import Usage
    from local.gateway.usage_plans import Throttle

type Keys = Mapping[bytes, ApiKey]

# A revoked or disabled key may keep working for this long; in API Gateway it can be minutes.
_CACHE_SECONDS = 1.0
_SECONDS_BETWEEN_FETCHES = 0.1
_PAGE = 500


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An enabled key and its usage plan."""

    key_id: str
    plan: Plan


@dataclass(slots=True)
class ApiKeys:
    """Finds keys by the digest of their value; the value isn't kept.

    Keys are cached for a second. An unknown key is always looked up, so that a new key works at once.

    Parameters
    ----------
    fetch : Callable
        Returns every enabled key by the digest of its value, as `fetch_keys` does; called in a thread.
    clock : Callable
        Returns monotonic seconds.
    """

    fetch: Callable[[], Keys]
    clock: Callable[[], float] = time.monotonic
    _keys: Keys = field(default_factory=dict)
    _fetched_at: float = float("-inf")
    _lock: anyio.Lock = field(default_factory=anyio.Lock)

    async def find(self, value: str) -> ApiKey | None:
        """Return the enabled key with a value, or None if there is none."""
        key_digest, arrived_at = digest(value), self.clock()
        if not self._is_current(key_digest, arrived_at):
            async with self._lock:
                if not self._is_current(key_digest, arrived_at):
                    await self._fetch()
        return self._keys.get(key_digest)

    def _is_current(self, key_digest: bytes, arrived_at: float) -> bool:
        # Only keys fetched after the request arrived can prove that a key doesn't exist.
        return self._fetched_at >= arrived_at - (_CACHE_SECONDS if key_digest in self._keys else 0)

    async def _fetch(self) -> None:
        # Limits the fetches, also when many invalid keys arrive.
        await anyio.sleep(max(0, self._fetched_at + _SECONDS_BETWEEN_FETCHES - self.clock()))
        began_at = self.clock()
        self._keys = await anyio.to_thread.run_sync(self.fetch)
        self._fetched_at = began_at


def digest(value: str) -> bytes:
    """Return the digest that keys are stored under, so that the lookup's timing reveals nothing about a value."""
    return hashlib.sha256(value.encode()).digest()


def fetch_keys(apigateway: APIGatewayClient) -> dict[bytes, ApiKey]:
    """Return every enabled key on a usage plan of the partner server, by the digest of its value."""
    digests = {}
    pages = apigateway.get_paginator("get_api_keys")
    for page in pages.paginate(includeValues=True, PaginationConfig={"PageSize": _PAGE}):
        digests.update({key["id"]: digest(key["value"]) for key in page["items"] if key["enabled"]})
    return {
        digests[key_id]: ApiKey(key_id, Plan.of(plan))
        for plan in usage_plans(apigateway)
        if _is_for_partners(plan)
        for key_id in key_ids(apigateway, plan["id"])
        if key_id in digests
    }


def _is_for_partners(plan: UsagePlanTypeDef) -> bool:
    return any(api == {"apiId": PARTNER.api_id, "stage": STAGE} for api in plan["apiStages"])


@dataclass(slots=True)
class Buckets:
    """Token buckets, one per key: full at first, emptied by requests, refilled at the plan's rate.

    Parameters
    ----------
    clock : Callable
        Returns monotonic seconds.
    """

    clock: Callable[[], float] = time.monotonic
    _buckets: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def take(self, key: tuple[str, str], throttle: Throttle) -> bool:
        """Take a token and return whether there was one.

        Parameters
        ----------
        key : tuple of str
            The ids of the plan and of the key.
        throttle : Throttle
            The plan's current throttle.
        """
        moment = self.clock()
        tokens, filled_at = self._buckets.get(key, (float(throttle.burst), moment))
        tokens = min(throttle.burst, tokens + (moment - filled_at) * throttle.rate)
        is_admitted = tokens >= 1
        self._buckets[key] = (tokens - is_admitted, moment)
        return is_admitted


@dataclass(frozen=True, slots=True)
class Metering:
    """Admits requests by their key, within its plan's throttle and quota."""

    keys: ApiKeys
    usage: Usage
    buckets: Buckets = field(default_factory=Buckets)

    async def admit(self, request: GatewayRequest) -> str:
        """Return the id of a request's key. Only admitted requests count, 400s included.

        Raises
        ------
        GatewayError
            403 without an enabled key, 429 over the plan's throttle or quota.
        """
        found = await self.keys.find(request.header(API_KEY_HEADER) or "")
        if found is None:
            raise gateway_error("INVALID_API_KEY")
        key = (found.plan.plan_id, found.key_id)
        if found.plan.throttle is not None and not self.buckets.take(key, found.plan.throttle):
            raise gateway_error("THROTTLED")
        if not self.usage.take(key, found.plan.quota):
            raise gateway_error("QUOTA_EXCEEDED")
        return found.key_id
