from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from local.place import BUCKET, IMAGE_QUEUE, JWT_SECRET, TABLE
from local.provision import client, provision

if TYPE_CHECKING:
    from local.place import Place


def test_table_has_the_shape_of_the_design(aws: Place) -> None:
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


def test_signing_key_is_random_and_long_and_stays(aws: Place) -> None:
    secrets = client("secretsmanager", aws.aws_url)
    before = secrets.get_secret_value(SecretId=JWT_SECRET)["SecretString"]

    provision(aws.aws_url)

    assert secrets.get_secret_value(SecretId=JWT_SECRET)["SecretString"] == before
    secret = json.loads(before)
    assert len(base64.urlsafe_b64decode(secret["keys"][secret["current"]])) == 32


def test_what_is_in_table_and_bucket_survives_provisioning(aws: Place) -> None:
    dynamodb, s3 = client("dynamodb", aws.aws_url), client("s3", aws.aws_url)
    key = {"PK": {"S": "PROBE"}, "SK": {"S": "PROBE"}}
    dynamodb.put_item(TableName=TABLE, Item=key)
    s3.put_object(Bucket=BUCKET, Key="probe", Body=b"probe")

    provision(aws.aws_url)

    assert dynamodb.get_item(TableName=TABLE, Key=key)["Item"] == key
    assert s3.get_object(Bucket=BUCKET, Key="probe")["Body"].read() == b"probe"
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    dynamodb.delete_item(TableName=TABLE, Key=key)


def test_bucket_announces_pictures_to_the_queue(aws: Place) -> None:
    wanted = client("s3", aws.aws_url).get_bucket_notification_configuration(Bucket=BUCKET)["QueueConfigurations"]

    assert [configuration["QueueArn"].rpartition(":")[2] for configuration in wanted] == [IMAGE_QUEUE]
    assert wanted[0]["Events"] == ["s3:ObjectCreated:*"]
