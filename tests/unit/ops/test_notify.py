"""A deployment's result is published to the stage's alarm topics."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from local.config import ROOT
from ops.notify import TOPICS, Deployment
from tests.unit.ops.conftest import run_shop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_sqs import SQSClient

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def inboxes(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The topics of dev, each with a queue that gets its messages."""
    monkeypatch.setenv("GITHUB_SHA", COMMIT)
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    with mock_aws():
        sns, sqs = boto3.client("sns", region_name="us-east-1"), boto3.client("sqs", region_name="us-east-1")
        urls = {}
        for name in ("ecommerce-dev-alarms-warning", "ecommerce-dev-alarms-critical"):
            topic = sns.create_topic(Name=name)["TopicArn"]
            urls[name] = sqs.create_queue(QueueName=name)["QueueUrl"]
            sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:us-east-1:123456789012:{name}")
        yield urls


def notify(result: str, stage: str = "dev") -> int:
    return run_shop("notify", "--stage", stage, "--result", result, "--release", "1.2.0")


def received(url: str) -> list[tuple[str, str]]:
    sqs: SQSClient = boto3.client("sqs", region_name="us-east-1")
    bodies = [json.loads(each["Body"]) for each in sqs.receive_message(QueueUrl=url).get("Messages", [])]
    return [(body["Subject"], body["Message"]) for body in bodies]


def test_a_success_goes_to_the_warning_topic(inboxes: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SERVER_URL": "https://github.com", "REPOSITORY": "octo/shop", "RUN_ID": "7"}.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)

    assert notify("success") == 0

    ((subject, message),) = received(inboxes["ecommerce-dev-alarms-warning"])
    assert subject == "ecommerce dev: success: 1.2.0"
    assert message.splitlines() == [
        "Stage: dev",
        "Result: success",
        "Release: 1.2.0",
        f"Commit: {COMMIT}",
        "Run: https://github.com/octo/shop/actions/runs/7",
    ]
    assert received(inboxes["ecommerce-dev-alarms-critical"]) == []


@pytest.mark.parametrize("result", ["failure", "rolled-back"])
def test_every_other_result_goes_to_the_critical_topic(result: str, inboxes: dict[str, str]) -> None:
    assert notify(result) == 0

    ((subject, _),) = received(inboxes["ecommerce-dev-alarms-critical"])
    assert subject == f"ecommerce dev: {result}: 1.2.0"
    assert received(inboxes["ecommerce-dev-alarms-warning"]) == []


@pytest.mark.usefixtures("inboxes")
def test_a_stage_without_topics_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert notify("success", stage="prod") == 1

    assert "bin/shop notify: NotFoundException" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("stage", "result", "option"),
    [("", "success", "--stage"), ("dev:1", "success", "--stage"), ("dev", "fine", "--result")],
)
def test_wrong_arguments_are_refused(stage: str, result: str, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert notify(result, stage) == 2

    assert option in capsys.readouterr().err


def test_a_subject_is_one_short_line_of_ascii() -> None:
    deployment = Deployment(stage="dev", release="1.2.0–β" + "x" * 200, commit=COMMIT, result="success", run="")

    assert deployment.subject.startswith("ecommerce dev: success: 1.2.0??x")
    assert len(deployment.subject) == 100


def test_without_a_release_the_commit_is_named() -> None:
    deployment = Deployment(stage="dev", release="", commit=COMMIT, result="success", run="")

    assert deployment.subject == "ecommerce dev: success: 0123456789ab"
    assert "Release" not in deployment.message


def test_the_topics_are_those_that_terraform_makes() -> None:
    text = (ROOT / "terraform/modules/monitoring/main.tf").read_text()

    assert all(f'"{topic}"' in text for topic in TOPICS.values())
