"""Warm events: AWS's recorded responses."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest import mock

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
    """A recording of an AWS that returns the next of some responses to each call."""

    def of(*responses: Any) -> Recording:
        monkeypatch.setattr(BaseClient, "_make_api_call", mock.Mock(side_effect=responses))
        return Recording()

    return of


def events(recording: Recording, count: int) -> list[list[Any]]:
    """Return the responses to two calls of each event."""
    responses = []
    for _ in range(count):
        recording.next_event()
        responses.append([recording.call(CLIENT, "GetItem", {"Key": number}) for number in range(2)])
    return responses


def test_later_events_get_the_recorded_responses(recording: Callable[..., Recording]) -> None:
    aws = recording({"Item": 1}, {"Item": 2})

    first, second, third = events(aws, 3)

    assert first == second == third == [{"Item": 1}, {"Item": 2}]
    assert aws.calls == ["('dynamodb', 'GetItem', {'Key': 0})", "('dynamodb', 'GetItem', {'Key': 1})"]


def test_calls_while_a_function_is_loaded_are_not_recorded(recording: Callable[..., Recording]) -> None:
    aws = recording({"Item": "first call"}, {"Item": 1}, {"Item": 2})

    assert aws.call(CLIENT, "GetItem", {}) == {"Item": "first call"}

    assert events(aws, 2) == [[{"Item": 1}, {"Item": 2}]] * 2


def test_recorded_error_is_raised_again(recording: Callable[..., Recording]) -> None:
    failing = recording(GONE)

    for _ in range(2):
        failing.next_event()
        with pytest.raises(ClientError):
            failing.call(CLIENT, "PutItem", {})


def test_recorded_stream_can_be_read_by_every_event(recording: Callable[..., Recording]) -> None:
    once = recording({"Payload": io.BytesIO(b"paid")})

    def read() -> Any:
        once.next_event()
        return once.call(CLIENT, "Invoke", {})["Payload"].read()

    assert [read(), read()] == [b"paid", b"paid"]
