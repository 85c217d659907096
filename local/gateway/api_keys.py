"""The API keys of the embedded AWS, as the gateway remembers them: by a digest, never by their value."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from local.gateway.authorizer import STAGE
from local.gateway.routing import PARTNER
from local.gateway.usage_plans import Plan, key_ids, usage_plans

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_apigateway.type_defs import UsagePlanTypeDef

type Keys = Mapping[bytes, ApiKey]

# So long may a key still work after it was revoked or disabled; API Gateway itself takes up to some minutes.
_GOOD_FOR_SECONDS = 1.0
_BETWEEN_FETCHES_SECONDS = 0.1
_PAGE = 500


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key that is good, and the plan that it is on."""

    key_id: str
    plan: Plan


@dataclass(slots=True)
class ApiKeys:
    """Finds a key by its value.

    What was fetched is remembered for a second. An unknown key is looked for anew, so that one just made works at once.

    Parameters
    ----------
    fetch : Callable
        Returns every good key by the digest of its value, as `fetch_keys` does; it is called in a thread.
    clock : Callable
        Returns seconds that never go back.
    """

    fetch: Callable[[], Keys]
    clock: Callable[[], float] = time.monotonic
    _keys: Keys = field(default_factory=dict)
    _fetched_at: float = float("-inf")
    _lock: anyio.Lock = field(default_factory=anyio.Lock)

    async def find(self, value: str) -> ApiKey | None:
        """Return the good key that has a value, or None if none has."""
        wanted, came_at = digest(value), self.clock()
        if not self._knows(wanted, came_at):
            async with self._lock:
                if not self._knows(wanted, came_at):
                    await self._fetch()
        return self._keys.get(wanted)

    def _knows(self, wanted: bytes, came_at: float) -> bool:
        # That there is no such key is known only by what was fetched after it came.
        return self._fetched_at >= came_at - (_GOOD_FOR_SECONDS if wanted in self._keys else 0)

    async def _fetch(self) -> None:
        # However many bad keys come.
        await anyio.sleep(max(0, self._fetched_at + _BETWEEN_FETCHES_SECONDS - self.clock()))
        began_at = self.clock()
        self._keys = await anyio.to_thread.run_sync(self.fetch)
        self._fetched_at = began_at


def digest(value: str) -> bytes:
    """Return what a key is remembered and looked up by: how long that takes says nothing of the value."""
    return hashlib.sha256(value.encode()).digest()


def fetch_keys(apigateway: APIGatewayClient) -> dict[bytes, ApiKey]:
    """Return every enabled key that is on a plan for the partner server, by the digest of its value.

    Parameters
    ----------
    apigateway : APIGatewayClient
        A client of the embedded AWS itself.
    """
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
