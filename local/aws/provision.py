"""Provisioning of a local shop's AWS resources, which Terraform creates for a deployed stage."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from handlers.adapters.domain_events import SOURCE
from local.aws.clients import client
from local.aws.secrets import provision_secrets
from local.config import (
    BUCKET,
    DEAD_LETTER_QUEUE,
    EVENT_BUS,
    EVENT_TOPIC,
    EXPORT_BUCKET,
    FROM_EMAIL,
    IMAGE_QUEUE,
    TABLE,
)
from local.gateway.usage_plans import provision_usage_plans

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import StreamSpecificationTypeDef
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

_INDEXES = ("GSI1", "GSI2")
# Longer than the timeout of the function that handles an image, so that no event is delivered twice.
_VISIBILITY_SECONDS = 30
_RETENTION_SECONDS = 14 * 24 * 3600
_RULE = "order-events"
_STREAM: StreamSpecificationTypeDef = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


def provision(aws_url: str) -> None:
    """Create the resources that don't exist yet; existing ones stay as they are.

    Parameters
    ----------
    aws_url : str
        Base URL of the embedded AWS services.
    """
    _provision_table(client("dynamodb", aws_url))
    provision_secrets(client("secretsmanager", aws_url))
    bucket: S3Client = client("s3", aws_url)
    _provision_bucket(bucket)
    bucket.create_bucket(Bucket=EXPORT_BUCKET)
    queues: SQSClient = client("sqs", aws_url)
    _notify_of_images(bucket, _provision_queue(queues))
    queues.create_queue(QueueName=DEAD_LETTER_QUEUE, Attributes={"MessageRetentionPeriod": str(_RETENTION_SECONDS)})
    client("ses", aws_url).verify_email_identity(EmailAddress=FROM_EMAIL)
    provision_usage_plans(client("apigateway", aws_url))
    _provision_bus(client("events", aws_url), _provision_topic(client("sns", aws_url)))


def _provision_table(dynamodb: DynamoDBClient) -> None:
    if TABLE in dynamodb.list_tables()["TableNames"]:
        _enable_stream(dynamodb)
        return
    attributes = ["PK", "SK", *(f"{index}{part}" for index in _INDEXES for part in ("PK", "SK"))]
    dynamodb.create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in attributes],
        KeySchema=_key_schema(""),
        GlobalSecondaryIndexes=[
            {"IndexName": index, "KeySchema": _key_schema(index), "Projection": {"ProjectionType": "ALL"}}
            for index in _INDEXES
        ],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification=_STREAM,
    )
    dynamodb.get_waiter("table_exists").wait(TableName=TABLE)
    dynamodb.update_time_to_live(
        TableName=TABLE, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expiresAt"}
    )


def _enable_stream(dynamodb: DynamoDBClient) -> None:
    if not dynamodb.describe_table(TableName=TABLE)["Table"].get("StreamSpecification", {}).get("StreamEnabled"):
        dynamodb.update_table(TableName=TABLE, StreamSpecification=_STREAM)


def _key_schema(prefix: str) -> list[Any]:
    return [
        {"AttributeName": f"{prefix}PK", "KeyType": "HASH"},
        {"AttributeName": f"{prefix}SK", "KeyType": "RANGE"},
    ]


def _provision_bucket(s3: S3Client) -> None:
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_cors(
        Bucket=BUCKET,
        CORSConfiguration={
            "CORSRules": [
                {
                    "AllowedOrigins": ["*"],
                    "AllowedMethods": ["GET", "HEAD", "POST"],
                    "AllowedHeaders": ["*"],
                    "ExposeHeaders": ["ETag"],
                    "MaxAgeSeconds": 3600,
                }
            ]
        },
    )


def _provision_queue(sqs: SQSClient) -> str:
    url = sqs.create_queue(QueueName=IMAGE_QUEUE)["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{BUCKET}"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy, "VisibilityTimeout": str(_VISIBILITY_SECONDS)})
    return queue


def _notify_of_images(s3: S3Client, queue: str) -> None:
    rules: list[Any] = [{"Name": "prefix", "Value": "products/"}]
    s3.put_bucket_notification_configuration(
        Bucket=BUCKET,
        NotificationConfiguration={
            "QueueConfigurations": [
                {
                    "Id": "uploaded-images",
                    "QueueArn": queue,
                    "Events": ["s3:ObjectCreated:*"],
                    "Filter": {"Key": {"FilterRules": rules}},
                }
            ]
        },
    )


def _provision_topic(sns: SNSClient) -> str:
    topic = sns.create_topic(Name=EVENT_TOPIC)["TopicArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    return topic


def _provision_bus(events: EventBridgeClient, topic: str) -> None:
    with suppress(events.exceptions.ResourceAlreadyExistsException):
        events.create_event_bus(Name=EVENT_BUS)
    events.put_rule(Name=_RULE, EventBusName=EVENT_BUS, EventPattern=json.dumps({"source": [SOURCE]}))
    events.put_targets(Rule=_RULE, EventBusName=EVENT_BUS, Targets=[{"Id": "topic", "Arn": topic}])
