"""The event source mappings from the table's stream to its functions, as Lambda's.

Lambda keeps the position in the stream; here a file beside the embedded AWS services' data does.
"""

from __future__ import annotations

import base64
import logging
import time
from contextlib import suppress
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
from botocore.exceptions import BotoCoreError, ClientError

from local.aws.clients import client
from local.aws.function_runtime import FunctionFailed, FunctionTimedOut
from local.config import TABLE
from local.durable import write_durably

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

    from local.aws.function_runtime import Invoke
    from local.config import LocalConfig

FUNCTION = "process_order_changes"
STOCK_FUNCTION = "list_stock"
_BATCH = 100
_POLL_SECONDS = 0.25
_FIRST_BACKOFF_SECONDS = 0.5
_LONGEST_BACKOFF_SECONDS = 10.0
# A record on which the function raises is dropped after so many attempts; one that it reports as failed, at this age.
_MAX_ATTEMPTS = 5
_MAX_AGE_SECONDS = 3600
_log = logging.getLogger(__name__)

type Record = dict[str, Any]


async def deliver_order_changes(
    config: LocalConfig,
    pattern: Mapping[str, Any],
    invoke: Invoke,
    *,
    ended: anyio.Event,
    function: str = FUNCTION,
    table: str = TABLE,
) -> None:
    """Deliver the changes of a table to a function until the shop has ended and all of them are handled.

    Parameters
    ----------
    config : LocalConfig
        The shop's configuration.
    pattern : Mapping[str, Any]
        The event filter of the records to deliver.
    invoke : Invoke
        Invokes the function.
    ended : anyio.Event
        Set when there will be no more changes.
    function : str
        The function's key in ``terraform/functions.json``.
    """
    stream = Stream(config, table, function)
    while True:
        was_ended = ended.is_set()
        records = await _read(stream)
        if records is None:
            await anyio.sleep(_FIRST_BACKOFF_SECONDS)
            continue
        for batch in batched([record for record in records if matches(pattern, record)], _BATCH, strict=False):
            await deliver(batch, invoke, function)
        if records:
            await anyio.to_thread.run_sync(stream.remember, _sequence_number(records[-1]))
        elif was_ended:
            return
        else:
            with anyio.move_on_after(_POLL_SECONDS):
                await ended.wait()


async def deliver(records: Sequence[Record], invoke: Invoke, function: str = FUNCTION) -> None:
    """Deliver a batch to a function, with retries, until each of its records is handled or dropped.

    Parameters
    ----------
    records : Sequence[Record]
        The batch, in stream order.
    invoke : Invoke
        Invokes the function.
    function : str
        The function's key in ``terraform/functions.json``.
    """
    left, tries, wait = list(records), 0, _FIRST_BACKOFF_SECONDS
    while left:
        to_retry = await _records_to_retry(left, invoke, function)
        if to_retry is None and len(left) > 1:
            half = len(left) // 2
            await deliver(left[:half], invoke, function)
            await deliver(left[half:], invoke, function)
            return
        tries += to_retry is None
        to_retry = left if to_retry is None else to_retry
        if to_retry and (tries == _MAX_ATTEMPTS or _age(to_retry[0]) > _MAX_AGE_SECONDS):
            _log.warning("The change %s of the table is dropped", _sequence_number(to_retry[0]))
            to_retry = to_retry[1:]
        elif to_retry:
            await anyio.sleep(wait)
        wait = min(2 * wait, _LONGEST_BACKOFF_SECONDS) if len(to_retry) == len(left) else _FIRST_BACKOFF_SECONDS
        left = to_retry


async def _records_to_retry(records: list[Record], invoke: Invoke, function: str) -> list[Record] | None:
    """Return the records to retry, from the first failed one on, or None if the function failed as a whole."""
    try:
        result = await invoke(function, {"Records": records})
        failed = {failure["itemIdentifier"] for failure in (result or {}).get("batchItemFailures", [])}
    except (FunctionFailed, FunctionTimedOut, AttributeError, KeyError, TypeError) as failure:
        _log.warning("The function failed on changes of the table (%s)", type(failure).__name__)
        return None
    numbers = [_sequence_number(record) for record in records]
    if not failed:
        return []
    return records[min(map(numbers.index, failed)) :] if failed <= set(numbers) else None


async def _read(stream: Stream) -> list[Record] | None:
    try:
        return await anyio.to_thread.run_sync(stream.read)
    except (BotoCoreError, ClientError) as error:
        _log.warning("The stream of the table doesn't respond (%s)", type(error).__name__)
        return None


class Stream:
    """The stream of a table, read from a function's stored position.

    Parameters
    ----------
    config : LocalConfig
        The shop's configuration.
    table : str
        The table's name.
    function : str
        The function's key in ``terraform/functions.json``.
    """

    def __init__(self, config: LocalConfig, table: str, function: str = FUNCTION) -> None:
        self._tables: DynamoDBClient = client("dynamodb", config.aws_url)
        self._streams: DynamoDBStreamsClient = client("dynamodbstreams", config.aws_url)
        self._table = table
        self._position_file = position_file(config.data, function)
        self._arn = ""
        self._next: str | None = None

    def read(self) -> list[Record]:
        """Return the next records in the form that Lambda gives them to a function."""
        if self._next is None:
            self._arn, self._next = self._begin()
        try:
            response = self._streams.get_records(ShardIterator=self._next, Limit=1000)
        except ClientError:
            # An iterator expires; the stored position doesn't.
            self._next = None
            raise
        self._next = response.get("NextShardIterator")
        return [_lambda_record(record, self._arn) for record in response["Records"]]

    def remember(self, position: str) -> None:
        """Store the sequence number of the last handled record."""
        write_durably(self._position_file, position.encode())

    def _begin(self) -> tuple[str, str]:
        arn = self._tables.describe_table(TableName=self._table)["Table"]["LatestStreamArn"]
        # MiniStack's streams have one shard.
        shard = self._streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        with suppress(FileNotFoundError, self._streams.exceptions.TrimmedDataAccessException):
            after = self._streams.get_shard_iterator(
                StreamArn=arn,
                ShardId=shard,
                ShardIteratorType="AFTER_SEQUENCE_NUMBER",
                SequenceNumber=self._position_file.read_text(),
            )
            return arn, after["ShardIterator"]
        oldest = self._streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
        return arn, oldest["ShardIterator"]


def position_file(data: Path, function: str = FUNCTION) -> Path:
    """Return the file with a function's position in the stream."""
    name = "stream-position" if function == FUNCTION else f"stream-position-{function}"
    return data / "aws" / name


def _lambda_record(record: Mapping[str, Any], arn: str) -> Record:
    return {**_to_json(record), "eventSourceARN": arn}


def _to_json(value: Any) -> Any:  # noqa: ANN401  # boto3's values, converted to JSON
    match value:
        case dict():
            return {name: _to_json(each) for name, each in value.items()}
        case list():
            return [_to_json(each) for each in value]
        case bytes():
            return base64.b64encode(value).decode()
        case datetime():
            return value.timestamp()
    return value


def _sequence_number(record: Mapping[str, Any]) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def _age(record: Mapping[str, Any]) -> float:
    return time.time() - float(record["dynamodb"]["ApproximateCreationDateTime"])


def matches(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Return whether an event matches an event filter, as far as ``terraform/functions.json`` uses them.

    Parameters
    ----------
    pattern : Mapping[str, Any]
        By name, another pattern or a list of allowed values: a text, or ``{"prefix": text}``.
    event : Mapping[str, Any]
        The event.

    Raises
    ------
    ValueError
        If the pattern has a rule that isn't supported here.
    """
    return all(_matches(allowed, event.get(name)) for name, allowed in pattern.items())


def _matches(allowed: Any, value: object) -> bool:  # noqa: ANN401  # JSON
    if isinstance(allowed, dict):
        return isinstance(value, dict) and matches(allowed, value)
    return any(_is_allowed(rule, value) for rule in allowed)


def _is_allowed(rule: object, value: object) -> bool:
    match rule:
        case str():
            return value == rule
        case {"prefix": str(prefix), **others} if not others:
            return isinstance(value, str) and value.startswith(prefix)
    raise ValueError(f"this rule of an event filter isn't supported here: {rule}")
