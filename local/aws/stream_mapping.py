"""The way of a changed row: from the table's stream to the function that tells of it, as Lambda's mapping goes it.

Lambda remembers how far it has come; here a file beside the embedded AWS's data does.
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

from local.aws.event_filter import matches
from local.aws.functions import FunctionFailed, FunctionTimedOut
from local.aws.provision import client
from local.config import TABLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

    from local.config import LocalConfig
    from local.gateway.authorizer import Invoke

FUNCTION = "process_order_changes"
_BATCH = 100
_LOOK_AGAIN_SECONDS = 0.25
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 10.0
# A record that the function fails with is given up after so many tries; one that it answers as failed, at this age.
_TRIES = 5
_OLDEST_SECONDS = 3600
_log = logging.getLogger(__name__)

type Record = dict[str, Any]


async def deliver_order_changes(
    config: LocalConfig, pattern: Mapping[str, Any], invoke: Invoke, *, ended: anyio.Event, table: str = TABLE
) -> None:
    """Hand the changes of a table to the function, until all that there were when the shop ended are handled.

    Parameters
    ----------
    config : LocalConfig
        Where the embedded AWS services answer, and where it is kept how far this has come.
    pattern : Mapping[str, Any]
        Which records the function wants, as an event filter.
    invoke : Invoke
        Runs the function.
    ended : anyio.Event
        Set when nothing changes any more.
    """
    stream = Stream(config, table)
    while True:
        was_ended = ended.is_set()
        records = await _read(stream)
        if records is None:
            await anyio.sleep(_FIRST_WAIT_SECONDS)
            continue
        for batch in batched([record for record in records if matches(pattern, record)], _BATCH, strict=False):
            await deliver(batch, invoke)
        if records:
            stream.remember(_sequence_number(records[-1]))
        elif was_ended:
            return
        else:
            with anyio.move_on_after(_LOOK_AGAIN_SECONDS):
                await ended.wait()


async def deliver(records: Sequence[Record], invoke: Invoke) -> None:
    """Hand a batch to the function again and again, until each of its records is handled or given up.

    Parameters
    ----------
    records : Sequence[Record]
        The batch, in the order of the stream.
    invoke : Invoke
        Runs the function.
    """
    left, tries, wait = list(records), 0, _FIRST_WAIT_SECONDS
    while left:
        still = await _failed(left, invoke)
        if still is None and len(left) > 1:
            half = len(left) // 2
            await deliver(left[:half], invoke)
            await deliver(left[half:], invoke)
            return
        tries += still is None
        still = left if still is None else still
        if still and (tries == _TRIES or _age(still[0]) > _OLDEST_SECONDS):
            _log.warning("The change %s of the table is given up", _sequence_number(still[0]))
            still = still[1:]
        elif still:
            await anyio.sleep(wait)
        wait = min(2 * wait, _LONGEST_WAIT_SECONDS) if len(still) == len(left) else _FIRST_WAIT_SECONDS
        left = still


async def _failed(records: list[Record], invoke: Invoke) -> list[Record] | None:
    """Return what is to be handled again: from the first failed record on; None if the function failed as a whole."""
    try:
        answer = await invoke(FUNCTION, {"Records": records})
        failed = {failure["itemIdentifier"] for failure in (answer or {}).get("batchItemFailures", [])}
    except (FunctionFailed, FunctionTimedOut, AttributeError, KeyError, TypeError) as failure:
        _log.warning("Changes of the table could not be handled (%s)", type(failure).__name__)
        return None
    numbers = [_sequence_number(record) for record in records]
    if not failed:
        return []
    return records[min(map(numbers.index, failed)) :] if failed <= set(numbers) else None


async def _read(stream: Stream) -> list[Record] | None:
    try:
        return await anyio.to_thread.run_sync(stream.read)
    except (BotoCoreError, ClientError) as error:
        _log.warning("The stream of the table doesn't answer (%s)", type(error).__name__)
        return None


class Stream:
    """The stream of a table, read from where it was left.

    Parameters
    ----------
    config : LocalConfig
        Where the embedded AWS services answer, and where the position is kept.
    table : str
        The table's name.
    """

    def __init__(self, config: LocalConfig, table: str) -> None:
        self._tables: DynamoDBClient = client("dynamodb", config.aws_url)
        self._streams: DynamoDBStreamsClient = client("dynamodbstreams", config.aws_url)
        self._table = table
        self._note = position_file(config.data)
        self._arn = ""
        self._next: str | None = None

    def read(self) -> list[Record]:
        """Return the next records, as Lambda hands them to a function; none if there are none yet."""
        if self._next is None:
            self._arn, self._next = self._begin()
        try:
            answer = self._streams.get_records(ShardIterator=self._next, Limit=1000)
        except ClientError:
            # An iterator expires; what was remembered doesn't.
            self._next = None
            raise
        self._next = answer.get("NextShardIterator")
        return [_as_lambda_sends(record, self._arn) for record in answer["Records"]]

    def remember(self, position: str) -> None:
        """Keep the sequence number of the last record that is done with."""
        written = self._note.with_suffix(".new")
        written.write_text(position)
        written.replace(self._note)

    def _begin(self) -> tuple[str, str]:
        arn = self._tables.describe_table(TableName=self._table)["Table"]["LatestStreamArn"]
        # MiniStack's streams have one shard.
        shard = self._streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        with suppress(FileNotFoundError, self._streams.exceptions.TrimmedDataAccessException):
            after = self._streams.get_shard_iterator(
                StreamArn=arn,
                ShardId=shard,
                ShardIteratorType="AFTER_SEQUENCE_NUMBER",
                SequenceNumber=self._note.read_text(),
            )
            return arn, after["ShardIterator"]
        oldest = self._streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
        return arn, oldest["ShardIterator"]


def position_file(data: Path) -> Path:
    """Return where it is kept how far the stream has been read."""
    return data / "aws" / "stream-position"


def _as_lambda_sends(record: Mapping[str, Any], arn: str) -> Record:
    return {**_plain(record), "eventSourceARN": arn}


def _plain(value: Any) -> Any:  # noqa: ANN401  # what boto3 makes of JSON, and JSON again
    match value:
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case bytes():
            return base64.b64encode(value).decode()
        case datetime():
            return value.timestamp()
    return value


def _sequence_number(record: Mapping[str, Any]) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def _age(record: Mapping[str, Any]) -> float:
    return time.time() - float(record["dynamodb"]["ApproximateCreationDateTime"])
