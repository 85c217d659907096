"""The journal looks at the services that a request may change, and at no others."""

from __future__ import annotations

import pytest

from local.aws.changes import changed_services


def signed_for(service: str, action: str = "") -> dict[bytes, bytes]:
    scope = f"AWS4-HMAC-SHA256 Credential=test/20261130/us-east-1/{service}/aws4_request, SignedHeaders=host"
    return {b"authorization": scope.encode(), b"x-amz-target": action.encode()}


@pytest.mark.parametrize(
    ("service", "action", "changed"),
    [
        ("dynamodb", "DynamoDB_20120810.CreateTable", {"dynamodb"}),
        ("secretsmanager", "secretsmanager.PutSecretValue", {"secretsmanager"}),
        ("sqs", "AmazonSQS.DeleteMessage", {"sqs"}),
        # A message of the topic, and the notice of an upload, end in a queue.
        ("sns", "", {"sns", "sqs"}),
        ("s3", "", {"s3", "sqs"}),
    ],
)
def test_writes_may_change_their_service(service: str, action: str, changed: set[str]) -> None:
    assert set(changed_services("POST", signed_for(service, action))) == changed


@pytest.mark.parametrize(
    ("service", "action"),
    [
        ("dynamodb", "DynamoDB_20120810.PutItem"),
        ("dynamodb", "DynamoDB_20120810.TransactWriteItems"),
        ("dynamodb", "DynamoDB_20120810.DescribeTable"),
        ("events", "AWSEvents.PutEvents"),
        ("secretsmanager", "secretsmanager.GetSecretValue"),
        ("sqs", "AmazonSQS.ReceiveMessage"),
        ("xray", ""),
    ],
)
def test_reads_items_and_events_change_nothing_else(service: str, action: str) -> None:
    # Given an action whose changes, if any, are the stream's records
    assert not changed_services("POST", signed_for(service, action))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_an_object_changes_nothing(method: str) -> None:
    assert not changed_services(method, signed_for("s3"))


def test_upload_form_without_a_signature_changes_the_bucket() -> None:
    assert set(changed_services("POST", {})) == {"s3", "sqs"}
