"""A peer's process among our own functions, with an application of the test's in the peer's place."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from local.aws.function_runtime import FunctionFailed
from tests.contract.faulty import HEADER
from tests.performance.peer_functions import ANSWERED_BY, SERVE, PeerFunctions, PeerProcess, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

APP = """
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError

CLIENT = boto3.client("dynamodb", config=Config(retries={"total_max_attempts": 1}))


def handler(event, context):
    print("no answer of mine")
    match event["do"]:
        case "echo":
            return {"statusCode": 200, "headers": None, "body": event["text"]}
        case "ask":
            return {"statusCode": 200, "headers": {"X-Own": "1"}, "body": asked()}
        case "end":
            sys.exit()
    raise ValueError(context.function_name)


def asked():
    try:
        CLIENT.list_tables()
    except ClientError as error:
        return error.response["Error"]["Code"]
    except ReadTimeoutError:
        return "silent"
"""
SETTINGS = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
}


class OurFunctions:
    """A fake of our own runtime that records its calls."""

    def key_of(self, name: str) -> str | None:
        return f"key of {name}"

    async def invoke(self, key: str, event: Mapping[str, Any]) -> Any:
        return {"ours": key, **event}


@contextmanager
def running(folder: Path) -> Iterator[PeerProcess]:
    (folder / "app.py").write_text(APP)
    command = (sys.executable, SERVE, "app.handler")
    with serving(command, folder, SETTINGS, folder / "log.txt") as process:
        yield PeerProcess("Toy", process)


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PeerProcess]:
    with running(tmp_path_factory.mktemp("peer")) as peer:
        yield peer


def test_output_of_a_peer_is_ignored_and_its_responses_are_marked(peer: PeerProcess) -> None:
    answers = [peer.answer({"do": "echo", "text": text}) for text in ("one", "two\nlines")]

    assert [answer["body"] for answer in answers] == ["one", "two\nlines"]
    assert [answer["headers"] for answer in answers] == [{ANSWERED_BY: "Toy"}] * 2


@pytest.mark.parametrize(
    ("fault", "met"),
    [
        ("throttled", "ProvisionedThroughputExceededException"),
        ("failing", "InternalServerError"),
        ("silent", "silent"),
        ("no table", "ResourceNotFoundException"),
    ],
)
def test_headers_of_a_request_choose_the_faults_of_aws(peer: PeerProcess, fault: str, met: str) -> None:
    answer = peer.answer({"do": "ask", "headers": {HEADER: fault}})

    assert answer["body"] == met
    assert answer["headers"] == {"X-Own": "1", ANSWERED_BY: "Toy"}


def test_exception_of_a_peer_fails_one_event_only(peer: PeerProcess) -> None:
    with pytest.raises(FunctionFailed, match="ecommerce-peer") as failure:
        peer.answer({"do": "fail"})

    assert failure.value.error_type == "ValueError"
    assert peer.answer({"do": "echo", "text": "again"})["body"] == "again"


def test_peer_that_exited_fails_the_event(tmp_path: Path) -> None:
    with running(tmp_path) as peer:
        for event in ({"do": "end"}, {"do": "echo", "text": "too late"}):
            with pytest.raises(FunctionFailed, match="has ended"):
                peer.answer(event)


def test_peer_handles_its_operations_only(peer: PeerProcess) -> None:
    functions = PeerFunctions(OurFunctions(), peer)
    event = {"do": "echo", "text": "hello"}

    theirs = anyio.run(functions.invoke, "getProduct", event)
    ours = anyio.run(functions.invoke, "getCart", event)

    assert theirs["headers"] == {ANSWERED_BY: "Toy"}
    assert ours == {"ours": "getCart", **event}
    assert functions.key_of("cart-get") == "key of cart-get"
