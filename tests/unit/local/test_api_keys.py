"""The gateway's cache of API keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest

from local.gateway.metering import ApiKey, ApiKeys, Keys, digest
from local.gateway.usage_plans import Plan

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ADAS, NEW = "ada's key", "a new key"
FOUND = ApiKey("id", Plan("plan", None, None))


class Aws:
    """Fake of API Gateway that counts the calls, with a clock that the test sets."""

    def __init__(self) -> None:
        self.keys: dict[bytes, ApiKey] = {digest(ADAS): FOUND}
        self.calls = 0
        self.seconds = 1000.0

    def fetch(self) -> Keys:
        self.calls += 1
        return dict(self.keys)

    def clock(self) -> float:
        return self.seconds


@pytest.fixture
def aws() -> Aws:
    return Aws()


def run[T](aws: Aws, script: Callable[[ApiKeys], Awaitable[T]]) -> T:
    return anyio.run(script, ApiKeys(aws.fetch, aws.clock))


def test_a_key_is_found_and_cached(aws: Aws) -> None:
    async def script(keys: ApiKeys) -> list[ApiKey | None]:
        return [await keys.find(ADAS) for _ in range(3)]

    assert run(aws, script) == [FOUND] * 3
    assert aws.calls == 1


def test_a_revoked_key_works_for_a_second_at_most(aws: Aws) -> None:
    async def script(keys: ApiKeys) -> list[ApiKey | None]:
        # Given a key that was used, and revoked right after
        await keys.find(ADAS)
        aws.keys.clear()

        # When it is used just within the bound, and just after it
        aws.seconds += 1
        just_within = await keys.find(ADAS)
        aws.seconds += 0.01
        return [just_within, await keys.find(ADAS)]

    assert run(aws, script) == [FOUND, None]


def test_a_new_key_works_at_once(aws: Aws) -> None:
    async def script(keys: ApiKeys) -> ApiKey | None:
        await keys.find(ADAS)
        aws.keys[digest(NEW)] = FOUND
        aws.seconds += 0.2
        return await keys.find(NEW)

    assert run(aws, script) == FOUND


def test_a_hundred_invalid_keys_cause_one_request(aws: Aws) -> None:
    async def script(keys: ApiKeys) -> None:
        await keys.find(ADAS)
        aws.seconds += 0.2
        async with anyio.create_task_group() as together:
            for number in range(100):
                together.start_soon(keys.find, f"bad key {number}")

    run(aws, script)

    assert aws.calls == 2


def test_a_failed_look_up_raises_and_the_next_one_retries(aws: Aws) -> None:
    def failing() -> Keys:
        raise ConnectionError

    async def script(keys: ApiKeys) -> ApiKey | None:
        keys.fetch = failing
        with pytest.raises(ConnectionError):
            await keys.find(ADAS)
        keys.fetch = aws.fetch
        return await keys.find(ADAS)

    assert run(aws, script) == FOUND


def test_repr_of_the_cache_omits_the_keys(aws: Aws) -> None:
    async def script(keys: ApiKeys) -> str:
        await keys.find(ADAS)
        return repr(keys)

    assert ADAS not in run(aws, script)
