"""How the gateway remembers keys."""

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
    """Stands where API Gateway stands; it counts how often it is asked, and time passes as the test says."""

    def __init__(self) -> None:
        self.keys: dict[bytes, ApiKey] = {digest(ADAS): FOUND}
        self.asked = 0
        self.seconds = 1000.0

    def fetch(self) -> Keys:
        self.asked += 1
        return dict(self.keys)

    def clock(self) -> float:
        return self.seconds


@pytest.fixture
def aws() -> Aws:
    return Aws()


def run[T](aws: Aws, script: Callable[[ApiKeys], Awaitable[T]]) -> T:
    return anyio.run(script, ApiKeys(aws.fetch, aws.clock))


def test_a_key_is_found_and_remembered(aws: Aws) -> None:
    async def script(keys: ApiKeys) -> list[ApiKey | None]:
        return [await keys.find(ADAS) for _ in range(3)]

    assert run(aws, script) == [FOUND] * 3
    assert aws.asked == 1


def test_a_revoked_key_works_for_a_second_at_most(aws: Aws) -> None:
    async def script(keys: ApiKeys) -> list[ApiKey | None]:
        # Given a key that was used, and is revoked right after
        await keys.find(ADAS)
        aws.keys.clear()

        # When it is used just within the bound, and just after
        aws.seconds += 1
        just_within = await keys.find(ADAS)
        aws.seconds += 0.01
        return [just_within, await keys.find(ADAS)]

    assert run(aws, script) == [FOUND, None]


def test_a_key_just_made_works_at_once(aws: Aws) -> None:
    async def script(keys: ApiKeys) -> ApiKey | None:
        await keys.find(ADAS)
        aws.keys[digest(NEW)] = FOUND
        aws.seconds += 0.2
        return await keys.find(NEW)

    assert run(aws, script) == FOUND


def test_bad_keys_by_the_hundred_cost_one_look(aws: Aws) -> None:
    async def script(keys: ApiKeys) -> None:
        await keys.find(ADAS)
        aws.seconds += 0.2
        async with anyio.create_task_group() as together:
            for number in range(100):
                together.start_soon(keys.find, f"bad key {number}")

    run(aws, script)

    assert aws.asked == 2


def test_a_look_that_fails_is_no_answer_and_the_next_one_looks_again(aws: Aws) -> None:
    def failing() -> Keys:
        raise ConnectionError

    async def script(keys: ApiKeys) -> ApiKey | None:
        keys.fetch = failing
        with pytest.raises(ConnectionError):
            await keys.find(ADAS)
        keys.fetch = aws.fetch
        return await keys.find(ADAS)

    assert run(aws, script) == FOUND


def test_keys_are_remembered_by_nothing_that_opens_anything(aws: Aws) -> None:
    async def script(keys: ApiKeys) -> str:
        await keys.find(ADAS)
        return repr(keys)

    assert ADAS not in run(aws, script)
