"""Redrive of dead letters."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from handlers.domain.ids import new_id
from local.aws.clients import client
from local.config import DEAD_LETTER_QUEUE, REGION, ROOT
from ops.redrive import DeadLetters, Outcome
from tests.harness import environment, new_config, served
from tests.integration.handlers.notifications import mails_of, malformed, order_of, placed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request

    from local.config import LocalConfig
    from tests.harness import RunningShop

PROCESSED = "1 processed.\n"
FAILED_AGAIN = "1 failed again and stay in the queue: the stream processor's log says why.\n"
NOT_PROCESSED = "1 not processed: the function failed as a whole, or the message is no stream record.\n"


def redrive(config: LocalConfig, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ops", "redrive", *options]
    return subprocess.run(
        command, cwd=ROOT, env=environment(config, **more), capture_output=True, text=True, timeout=300, check=False
    )


def put(config: LocalConfig, *bodies: str, queue: str = DEAD_LETTER_QUEUE) -> str:
    """Send dead letters to a queue and return its URL."""
    sqs = client("sqs", config.aws_url)
    url = str(sqs.create_queue(QueueName=queue)["QueueUrl"])
    for body in bodies:
        sqs.send_message(QueueUrl=url, MessageBody=body)
    return url


def left(config: LocalConfig, url: str) -> list[str]:
    """Return the dead letters that are still visible in a queue."""
    sqs = client("sqs", config.aws_url)
    response = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
    return [message["Body"] for message in response.get("Messages", [])]


def test_dead_letters_of_the_running_shop_are_processed_or_stay(shop: RunningShop, customer: httpx.Client) -> None:
    # Given a dead letter that can now be processed, one that never can, and one that isn't a record
    order = order_of(customer.get("/auth/me").json()["userId"])
    hopeless = json.dumps(malformed())
    url = put(shop.config, json.dumps(placed(order, age=5000)), hopeless, "no JSON")

    ended = redrive(shop.config)

    # Then the command prints the outcome of each
    assert ended.stdout == PROCESSED + FAILED_AGAIN + NOT_PROCESSED
    assert ended.returncode == 1
    assert ended.stderr == ""
    assert len(mails_of(shop.config, order.order_id)) == 1
    # And the others stay visible in the queue
    assert sorted(left(shop.config, url)) == sorted([hopeless, "no JSON"])

    client("sqs", shop.config.aws_url).purge_queue(QueueUrl=url)
    empty = redrive(shop.config)
    assert (empty.returncode, empty.stdout) == (0, "There are no dead letters.\n")


def test_without_a_running_shop_it_fails(tmp_path: Path) -> None:
    ended = redrive(new_config(tmp_path))

    assert ended.returncode == 1
    assert ended.stderr == "bin/shop redrive: The local shop isn't running: start it with `make run` and try again.\n"


@pytest.mark.parametrize("stage", ["Dev", "dev prod", "../dev", "-", "1"])
def test_an_invalid_stage_is_refused(tmp_path: Path, stage: str) -> None:
    ended = redrive(new_config(tmp_path), f"--stage={stage}")

    assert ended.returncode == 2
    assert f"{stage!r} is not the name of a stage" in ended.stderr


class StandIn:
    """Fake of Lambda that records its invocations."""

    def __init__(self) -> None:
        self.invocations: list[tuple[str, Any]] = []
        self.responses: list[JSONResponse] = []

    def app(self) -> Starlette:
        """Return the ASGI application."""
        return Starlette(
            routes=[Route("/2015-03-31/functions/{name}/invocations", self._invoke, methods=["POST"])],
        )

    async def _invoke(self, request: Request) -> JSONResponse:
        self.invocations.append((request.path_params["name"], await request.json()))
        return self.responses.pop(0) if self.responses else JSONResponse({"batchItemFailures": []})


@pytest.fixture
def lambda_() -> Iterator[tuple[StandIn, str]]:
    stand_in = StandIn()
    with served(stand_in.app()) as url:
        yield stand_in, url


@pytest.fixture
def deployed(aws: LocalConfig, lambda_: tuple[StandIn, str]) -> dict[str, str]:
    """Environment variables for an AWS account with a stage ``dev``."""
    return {
        "AWS_ENDPOINT_URL": aws.aws_url,
        "AWS_ENDPOINT_URL_LAMBDA": lambda_[1],
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }


def test_deployed_stage_is_found_by_its_names(
    aws: LocalConfig, tmp_path: Path, lambda_: tuple[StandIn, str], deployed: dict[str, str]
) -> None:
    record = malformed()
    url = put(aws, json.dumps(record), queue="ecommerce-dev-dead-letters")

    ended = redrive(new_config(tmp_path), "--stage=dev", **deployed)

    assert (ended.returncode, ended.stdout) == (0, PROCESSED), ended.stderr
    assert lambda_[0].invocations == [("ecommerce-dev-stream-processor", {"Records": [record], "redrive": True})]
    assert left(aws, url) == []


def test_dead_letters_stay_if_lambda_fails(
    aws: LocalConfig, tmp_path: Path, lambda_: tuple[StandIn, str], deployed: dict[str, str]
) -> None:
    # Given three dead letters, and a Lambda that throttles the second
    letters = [json.dumps(malformed()) for _ in range(3)]
    url = put(aws, *letters, queue="ecommerce-dev-dead-letters")
    throttled = JSONResponse({"Message": "Rate exceeded"}, 429, {"X-Amzn-ErrorType": "TooManyRequestsException"})
    lambda_[0].responses = [JSONResponse({"batchItemFailures": []}), throttled]

    ended = redrive(new_config(tmp_path), "--stage=dev", **deployed)

    # Then the command prints so, each was invoked once, and unprocessed ones are visible at once
    assert ended.returncode == 1
    assert ended.stderr.startswith("bin/shop redrive: ")
    assert ended.stderr.count("\n") == 1
    assert len(lambda_[0].invocations) == 2
    assert len(left(aws, url)) == 2
    client("sqs", aws.aws_url).delete_queue(QueueUrl=url)


def test_a_missing_stage_is_an_error_of_one_line(tmp_path: Path, deployed: dict[str, str]) -> None:
    ended = redrive(new_config(tmp_path), "--stage=nowhere", **deployed)

    assert ended.returncode == 1
    assert ended.stderr.startswith("bin/shop redrive: ")
    assert ended.stderr.count("\n") == 1


def test_each_dead_letter_is_processed_once_per_redrive(aws: LocalConfig, lambda_: tuple[StandIn, str]) -> None:
    # Given dead letters that fail in every way, and others that arrive during the redrive
    queue = f"dead-{new_id()}"
    url = put(aws, *(json.dumps(malformed()) for _ in range(4)), queue=queue)
    failed = JSONResponse({"errorMessage": "no"}, headers={"X-Amz-Function-Error": "Unhandled"})
    back = JSONResponse({"batchItemFailures": [{"itemIdentifier": "1"}]})
    lambda_[0].responses = [failed, back]
    letters = DeadLetters(
        sqs=client("sqs", aws.aws_url), lambda_=client("lambda", lambda_[1]), queue=url, function="processor"
    )

    assert letters.redrive() == {Outcome.PROCESSED: 2, Outcome.FAILED_AGAIN: 1, Outcome.NOT_PROCESSED: 1}

    assert len(lambda_[0].invocations) == 4
    assert len(left(aws, url)) == 2
    assert letters.redrive() == {Outcome.PROCESSED: 2, Outcome.FAILED_AGAIN: 0, Outcome.NOT_PROCESSED: 0}
    assert left(aws, url) == []
