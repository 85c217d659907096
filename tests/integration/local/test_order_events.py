"""Delivery of changes from the table's stream to its function, as Lambda's event source mapping does it."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from handlers.domain.ids import new_id
from local.aws import stream_mapping
from local.aws.clients import client
from local.aws.function_runtime import FunctionFailed
from local.aws.stream_mapping import FUNCTION, deliver, deliver_order_changes, position_file
from tests.harness import eventually
from tests.integration.handlers.table import Table, empty_table
from tests.lambda_events import sample_event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from local.config import LocalConfig

PATTERN = {"dynamodb": {"Keys": {"SK": {"S": [{"prefix": "ORDER#"}]}}}}


@pytest.fixture
def table(aws: LocalConfig) -> Iterator[Table]:
    """A table with a stream."""
    with empty_table(aws) as table:
        stream: Any = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        table.dynamodb.update_table(TableName=table.name, StreamSpecification=stream)
        yield table


@pytest.fixture
def config(aws: LocalConfig, tmp_path: Path) -> LocalConfig:
    """The embedded services, with a folder for this test."""
    (tmp_path / "aws").mkdir()
    return replace(aws, data=tmp_path)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the backoff."""
    monkeypatch.setattr(stream_mapping, "_FIRST_BACKOFF_SECONDS", 0.001)


class Function:
    """Fake of the stream processor that records the events it receives."""

    def __init__(self, response: Callable[[list[str]], Any] = lambda _: {"batchItemFailures": []}) -> None:
        self.response = response
        self.batches: list[list[str]] = []
        self.records: list[dict[str, Any]] = []

    async def invoke(self, key: str, event: Mapping[str, Any]) -> Any:
        assert key == FUNCTION
        self.records.extend(json.loads(json.dumps(event["Records"])))
        numbers = [each["dynamodb"]["SequenceNumber"] for each in event["Records"]]
        self.batches.append(numbers)
        return self.response(numbers)

    def keys(self) -> list[str]:
        """Return the sort keys of all received records."""
        return [each["dynamodb"]["Keys"]["SK"]["S"] for each in self.records]


def deliver_what_is_there(config: LocalConfig, table: Table, function: Function) -> None:
    async def run() -> None:
        ended = anyio.Event()
        ended.set()
        with anyio.fail_after(30):
            await deliver_order_changes(config, PATTERN, function.invoke, ended=ended, table=table.name)

    anyio.run(run)


def put(table: Table, *names: str) -> None:
    for name in names:
        table.put({"PK": "P", "SK": name, "at": new_id()})


def a_record(number: int) -> dict[str, Any]:
    (sample,) = sample_event(FUNCTION)["Records"]
    own = {"SequenceNumber": str(number), "ApproximateCreationDateTime": time.time()}
    return {**sample, "dynamodb": sample["dynamodb"] | own}


def fail(*numbers: str) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": number} for number in numbers]}


def test_changes_that_match_the_filter_are_delivered_in_order(config: LocalConfig, table: Table) -> None:
    put(table, "ORDER#2", "CART#1", "ORDER#1", "ORDER#2")
    table.delete("P", "ORDER#1")
    function = Function()

    deliver_what_is_there(config, table, function)

    assert function.keys() == ["ORDER#2", "ORDER#1", "ORDER#2", "ORDER#1"]
    assert [each["eventName"] for each in function.records] == ["INSERT", "INSERT", "MODIFY", "REMOVE"]


def test_record_has_the_format_of_lambda(config: LocalConfig, table: Table) -> None:
    (sample,) = sample_event(FUNCTION)["Records"]
    values = {"text": "é", "number": 1, "bytes": b"\0\1", "list": [True, None], "map": {"deep": b"\2"}}
    table.put({"PK": "P", "SK": "ORDER#1", "old": 1})
    table.put({"PK": "P", "SK": "ORDER#1", **values})
    function = Function()

    deliver_what_is_there(config, table, function)

    _, sent = function.records
    assert sent.keys() == sample.keys()
    assert sent["dynamodb"].keys() == sample["dynamodb"].keys()
    assert {name: type(value) for name, value in sent["dynamodb"].items()} == {
        name: type(value) for name, value in sample["dynamodb"].items()
    }
    assert sent["dynamodb"]["NewImage"] | {"PK": {"S": "P"}} == {
        "PK": {"S": "P"},
        "SK": {"S": "ORDER#1"},
        "text": {"S": "é"},
        "number": {"N": "1"},
        "bytes": {"B": "AAE="},
        "list": {"L": [{"BOOL": True}, {"NULL": True}]},
        "map": {"M": {"deep": {"B": "Ag=="}}},
    }
    assert sent["eventSourceARN"].startswith(f"arn:aws:dynamodb:us-east-1:000000000000:table/{table.name}/stream/")


def test_batches_hold_a_hundred_records(config: LocalConfig, table: Table) -> None:
    put(table, *(f"ORDER#{number}" for number in range(203)))
    function = Function()

    deliver_what_is_there(config, table, function)

    assert [len(batch) for batch in function.batches] == [100, 100, 3]


def test_restarted_shop_resumes_at_the_saved_position(config: LocalConfig, table: Table) -> None:
    put(table, "ORDER#1", "CART#1")
    deliver_what_is_there(config, table, Function())
    function = Function()

    deliver_what_is_there(config, table, function)
    put(table, "ORDER#2")
    deliver_what_is_there(config, table, function)

    assert function.keys() == ["ORDER#2"]


def test_unknown_position_is_the_beginning_of_the_stream(config: LocalConfig, table: Table) -> None:
    position_file(config.data).write_text("000000000000000000000000000001")
    put(table, "ORDER#1")
    function = Function()

    deliver_what_is_there(config, table, function)

    assert function.keys() == ["ORDER#1"]


def test_changes_are_delivered_while_the_shop_runs(config: LocalConfig, table: Table) -> None:
    function = Function()

    async def run() -> None:
        ended = anyio.Event()
        async with anyio.create_task_group() as beside:

            async def pump() -> None:
                await deliver_order_changes(config, PATTERN, function.invoke, ended=ended, table=table.name)

            beside.start_soon(pump)
            for name in ("ORDER#1", "ORDER#2"):
                await anyio.to_thread.run_sync(put, table, name)
                await anyio.to_thread.run_sync(eventually, lambda expected=name: function.keys()[-1:] == [expected])
            ended.set()

    anyio.run(run)

    assert function.keys() == ["ORDER#1", "ORDER#2"]


def test_batch_is_retried_from_the_first_failed_record() -> None:
    responses = iter([fail("4", "2"), fail("3"), fail()])
    function = Function(lambda _: next(responses))

    anyio.run(deliver, [a_record(number) for number in range(5)], function.invoke)

    assert function.batches == [["0", "1", "2", "3", "4"], ["2", "3", "4"], ["3", "4"]]


def test_failing_record_is_isolated_and_given_up(caplog: pytest.LogCaptureFixture) -> None:
    def response(numbers: list[str]) -> Any:
        if "5" in numbers:
            raise FunctionFailed("it can't")
        return fail()

    function = Function(response)

    anyio.run(deliver, [a_record(number) for number in range(8)], function.invoke)

    assert function.batches.count(["5"]) == 5
    assert sorted({number for batch in function.batches if "5" not in batch for number in batch}) == [
        number for number in "01234567" if number != "5"
    ]
    assert "The change 5 of the table is dropped" in caplog.text


@pytest.mark.parametrize(
    "response",
    [fail(""), fail("unknown"), {"batchItemFailures": [{}]}, {"batchItemFailures": None}, "nonsense"],
    ids=repr,
)
def test_response_that_names_no_record_fails_the_whole_batch(response: Any) -> None:
    responses = iter([response])
    function = Function(lambda _: next(responses, fail()))

    anyio.run(deliver, [a_record(number) for number in range(3)], function.invoke)

    assert function.batches == [["0", "1", "2"], ["0"], ["1", "2"]]


@pytest.mark.parametrize("response", [None, {}, fail()], ids=repr)
def test_response_without_failures_is_a_success(response: Any) -> None:
    function = Function(lambda _: response)

    anyio.run(deliver, [a_record(1)], function.invoke)

    assert function.batches == [["1"]]


def test_record_past_the_retry_window_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    # Given a record past the maximum record age, and one behind it
    old, new = a_record(1), a_record(2)
    old["dynamodb"]["ApproximateCreationDateTime"] = 0
    function = Function(lambda numbers: fail(*set(numbers) & {"1"}))

    anyio.run(deliver, [old, new], function.invoke)

    assert function.batches == [["1", "2"], ["2"]]
    assert "The change 1 of the table is dropped" in caplog.text


def test_reading_is_retried_if_the_stream_does_not_respond(
    config: LocalConfig, table: Table, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # Given a stream position whose iterator has expired
    put(table, "ORDER#1")
    stream = stream_mapping.Stream(config, table.name)
    assert stream.read()
    stream._next = "expired"

    with pytest.raises(client("dynamodbstreams", config.aws_url).exceptions.ClientError):
        stream.read()

    # Then reading resumes at the saved position
    assert [each["dynamodb"]["Keys"]["SK"]["S"] for each in stream.read()] == ["ORDER#1"]
