"""AWS's answers, recorded for warm events."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from tests.performance.measured.warm import Recording

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENT = SimpleNamespace(meta=SimpleNamespace(service_model=SimpleNamespace(service_name="dynamodb")))
GONE = ClientError({"Error": {"Code": "ConditionalCheckFailedException"}}, "PutItem")


@pytest.fixture
def recording(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Recording]:
    """A recording of an AWS that answers each call with the next of some answers."""

    def of(*answers: Any) -> Recording:
        left = iter(answers)

        def ask(*_: object) -> Any:
            answer = next(left)
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(BaseClient, "_make_api_call", ask)
        return Recording()

    return of


def events(recording: Recording, count: int) -> list[list[Any]]:
    """Return the responses to two calls of each event."""
    told = []
    for _ in range(count):
        recording.next_event()
        told.append([recording.answer(CLIENT, "GetItem", {}) for _ in range(2)])
    return told


def test_later_events_get_the_recorded_responses(recording: Callable[..., Recording]) -> None:
    first, second, third = events(recording({"Item": 1}, {"Item": 2}), 3)

    assert first == second == third == [{"Item": 1}, {"Item": 2}]


def test_recorded_error_is_raised_again(recording: Callable[..., Recording]) -> None:
    failing = recording(GONE)

    for _ in range(2):
        failing.next_event()
        with pytest.raises(ClientError):
            failing.answer(CLIENT, "PutItem", {})


def test_recorded_stream_can_be_read_by_every_event(recording: Callable[..., Recording]) -> None:
    once = recording({"Payload": io.BytesIO(b"paid")})

    def read() -> Any:
        once.next_event()
        return once.answer(CLIENT, "Invoke", {})["Payload"].read()

    assert [read(), read()] == [b"paid", b"paid"]
