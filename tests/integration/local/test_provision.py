from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING

import pytest

from handlers.adapters.domain_events import SOURCE
from handlers.adapters.signing_keys import read_keys
from handlers.domain.access_tokens import SigningKey, issue_access_token, verify_access_token
from handlers.domain.ids import new_id
from handlers.domain.key_rotation import rotate_keys
from handlers.domain.users import new_user
from local.aws.clients import client
from local.aws.provision import provision
from local.config import (
    BUCKET,
    DEAD_LETTER_QUEUE,
    ENCRYPTION_SECRET,
    EVENT_BUS,
    EVENT_TOPIC,
    FROM_EMAIL,
    IMAGE_QUEUE,
    JWT_SECRET,
    PAYMENT_SECRET,
    TABLE,
    settings,
)
from tests.harness import eventually
from tests.integration.handlers.notifications import subscribed

if TYPE_CHECKING:
    from local.config import LocalConfig


SESSION = "01JD8QKC4R6T8V0X2Z4B6D8F0H"


def secret_of(aws: LocalConfig, name: str) -> str:
    text: str = client("secretsmanager", aws.aws_url).get_secret_value(SecretId=name)["SecretString"]
    return text


def test_table_has_the_shape_of_the_design(aws: LocalConfig) -> None:
    dynamodb = client("dynamodb", aws.aws_url)
    table = dynamodb.describe_table(TableName=TABLE)["Table"]

    assert [key["AttributeName"] for key in table["KeySchema"]] == ["PK", "SK"]
    indexes = {index["IndexName"]: index for index in table["GlobalSecondaryIndexes"]}
    assert indexes.keys() == {"GSI1", "GSI2"}
    for name, index in indexes.items():
        assert [key["AttributeName"] for key in index["KeySchema"]] == [f"{name}PK", f"{name}SK"]
        assert index["Projection"]["ProjectionType"] == "ALL"
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    expiry = dynamodb.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expiresAt"}


@pytest.mark.parametrize("name", [JWT_SECRET, ENCRYPTION_SECRET, PAYMENT_SECRET])
def test_secrets_are_never_replaced(aws: LocalConfig, name: str) -> None:
    before = secret_of(aws, name)

    provision(aws.aws_url)

    assert secret_of(aws, name) == before


def test_signing_key_is_long_and_active_at_once(aws: LocalConfig) -> None:
    (key,) = read_keys(secret_of(aws, JWT_SECRET)).keys

    assert len(key.key) == 32
    assert key.signs_from <= time.time()


def test_keys_of_an_older_shop_still_sign_and_verify(aws: LocalConfig) -> None:
    # Given a shop whose keys have no times, and a token that it issued
    secrets, kept = client("secretsmanager", aws.aws_url), secret_of(aws, JWT_SECRET)
    ada = new_user(email="ada@example.com", password_hash="", first_name="", last_name="")
    token = issue_access_token(ada, SESSION, SigningKey("k1", b"o" * 32), lifetime=86_400)
    of_once = {"k1": base64.urlsafe_b64encode(b"o" * 32).decode(), "k2": base64.urlsafe_b64encode(b"k" * 32).decode()}
    text = json.dumps({"current": "k2", "keys": of_once})
    secrets.put_secret_value(SecretId=JWT_SECRET, SecretString=text)

    # When it starts
    provision(aws.aws_url)

    # Then the token is valid, before and after a rotation, and the same key signs
    keys = read_keys(secret_of(aws, JWT_SECRET))
    assert (keys.current().kid, keys.current().key) == ("k2", b"k" * 32)
    assert verify_access_token(token, keys).session_id == SESSION
    assert verify_access_token(token, rotate_keys(keys, int(time.time()), token_lifetime=86_400)).session_id == SESSION
    secrets.put_secret_value(SecretId=JWT_SECRET, SecretString=kept)


def test_rows_and_objects_survive_provisioning(aws: LocalConfig) -> None:
    dynamodb, s3 = client("dynamodb", aws.aws_url), client("s3", aws.aws_url)
    key = {"PK": {"S": "PROBE"}, "SK": {"S": "PROBE"}}
    dynamodb.put_item(TableName=TABLE, Item=key)
    s3.put_object(Bucket=BUCKET, Key="probe", Body=b"probe")

    provision(aws.aws_url)

    assert dynamodb.get_item(TableName=TABLE, Key=key)["Item"] == key
    assert s3.get_object(Bucket=BUCKET, Key="probe")["Body"].read() == b"probe"
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    dynamodb.delete_item(TableName=TABLE, Key=key)


def test_bucket_announces_pictures_to_the_queue(aws: LocalConfig) -> None:
    queues = client("s3", aws.aws_url).get_bucket_notification_configuration(Bucket=BUCKET)["QueueConfigurations"]

    assert [configuration["QueueArn"].rpartition(":")[2] for configuration in queues] == [IMAGE_QUEUE]
    assert queues[0]["Events"] == ["s3:ObjectCreated:*"]


def test_table_of_an_older_shop_gets_a_stream(aws: LocalConfig) -> None:
    dynamodb = client("dynamodb", aws.aws_url)
    dynamodb.update_table(TableName=TABLE, StreamSpecification={"StreamEnabled": False})

    provision(aws.aws_url)

    stream = dynamodb.describe_table(TableName=TABLE)["Table"]["StreamSpecification"]
    assert stream == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_dead_letter_queue_of_the_settings_keeps_messages_for_a_fortnight(aws: LocalConfig) -> None:
    sqs = client("sqs", aws.aws_url)
    queue_url = settings(aws)["DEAD_LETTER_QUEUE_URL"]

    attributes = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["All"])["Attributes"]

    assert attributes["QueueArn"].rpartition(":")[2] == DEAD_LETTER_QUEUE
    assert attributes["MessageRetentionPeriod"] == str(14 * 24 * 3600)


def test_sender_address_is_the_only_verified_one(aws: LocalConfig) -> None:
    ses = client("ses", aws.aws_url)

    identities = ses.get_identity_verification_attributes(Identities=[FROM_EMAIL])["VerificationAttributes"]

    assert identities[FROM_EMAIL]["VerificationStatus"] == "Success"
    assert ses.list_identities()["Identities"] == [FROM_EMAIL]


def test_bus_delivers_only_our_events_to_the_topic_once_if_provisioned_twice(aws: LocalConfig) -> None:
    # Given a bus that was provisioned twice, and a subscriber
    provision(aws.aws_url)
    events = client("events", aws.aws_url)
    order_id = new_id()
    with subscribed(aws) as receivers:
        # When events of ours and of others are published
        for source in ("another", SOURCE):
            detail = json.dumps({"orderId": order_id})
            entry = {"Source": source, "DetailType": "OrderPlaced", "Detail": detail, "EventBusName": EVENT_BUS}
            events.put_events(Entries=[entry])

        # Then ours is delivered once
        (event,) = eventually(lambda: receivers.events(order_id))
    assert event["source"] == SOURCE
    (target,) = events.list_targets_by_rule(Rule="order-events", EventBusName=EVENT_BUS)["Targets"]
    assert target["Arn"].rpartition(":")[2] == EVENT_TOPIC


def test_usage_plans_are_created_once_with_their_limits(aws: LocalConfig) -> None:
    # Given provisioned plans, one of which was changed manually
    apigateway = client("apigateway", aws.aws_url)
    made = {plan["name"]: plan for plan in apigateway.get_usage_plans()["items"]}
    free = made["ecommerce-local-free"]["id"]
    change = {"op": "replace", "path": "/description", "value": "changed"}
    apigateway.update_usage_plan(usagePlanId=free, patchOperations=[change])

    # When they are provisioned a second time
    provision(aws.aws_url)

    # Then they are the same plans, with the limits of deployed stages
    again = {plan["name"]: plan for plan in apigateway.get_usage_plans()["items"]}
    assert {name: plan["id"] for name, plan in again.items()} == {name: plan["id"] for name, plan in made.items()}
    assert again["ecommerce-local-free"]["description"] == "changed"
    limits = {name: (plan["throttle"], plan["quota"]) for name, plan in made.items() if name.startswith("ecommerce-")}
    assert limits == {
        "ecommerce-local-free": (
            {"rateLimit": 100, "burstLimit": 200},
            {"limit": 100_000, "period": "MONTH"},
        ),
        "ecommerce-local-premium": (
            {"rateLimit": 1000, "burstLimit": 2000},
            {"limit": 10_000_000, "period": "MONTH"},
        ),
    }
