"""Runbooks, run against the embedded AWS: their own commands, in a shell whose ``aws`` calls botocore."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from handlers.adapters.signing_keys import read_keys
from handlers.domain.ids import new_id
from local.aws.clients import client
from local.config import ENVIRONMENT, JWT_SECRET, PAYMENT_SECRET, ROOT, TABLE, settings
from tests.harness import embedded_services, environment, eventually
from tests.integration.handlers.notifications import mails_of
from tests.lambda_events import sample_event
from tests.pages import Ran, commands, run
from tests.support.requests import order_request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from local.config import LocalConfig
    from tests.harness import RunningShop

RUNBOOKS = ROOT / "docs" / "runbooks"
PRODUCT = {"PK": {"S": "PRODUCT#01JD8QM3F5H7K9N1P3R5T7V9X1"}, "SK": {"S": "METADATA"}}
LISTED = {"GSI2PK": {"S": "PRODUCTS"}, "GSI2SK": {"S": PRODUCT["PK"]["S"]}}
PROGRAM = f'#!/bin/bash\nexport PYTHONPATH="{ROOT}"\nexec "{sys.executable}" -m tests.aws_command "$@"\n'


@pytest.fixture
def config(tmp_path: Path) -> Iterator[LocalConfig]:
    """Embedded services for this test alone, because it deletes resources that others need."""
    with embedded_services(tmp_path / "aws") as config:
        yield config


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "page"
    made.mkdir()
    return made


def stage(config: LocalConfig) -> dict[str, str]:
    """Return the environment in which the embedded AWS is a stage; without a gateway there is no Lambda."""
    return settings(config) | {"STAGE": ENVIRONMENT, "AWS_ENDPOINT_URL_LAMBDA": config.aws_url}


def run_page(page: str, folder: Path, config: LocalConfig, *left_out: str) -> Ran:
    """Run a page's commands, except blocks that contain one of these texts."""
    blocks = [text for text in commands((RUNBOOKS / page).read_text()) if not any(out in text for out in left_out)]
    return run(blocks, folder, files={"aws": PROGRAM}, environment=stage(config))


def test_the_table_is_replaced_by_its_restored_copy(config: LocalConfig, folder: Path) -> None:
    # Given a product, in a table with deletion protection
    dynamodb = client("dynamodb", config.aws_url)
    dynamodb.put_item(TableName=TABLE, Item=PRODUCT | LISTED | {"stock": {"N": "7"}})
    before = dynamodb.update_table(TableName=TABLE, DeletionProtectionEnabled=True)["TableDescription"]

    # When all commands of the page run; there are no functions here, and no row is missing
    ended = run_page("restore-from-pitr.md", folder, config, "attribute_not_exists", "aws lambda")

    # Then each step succeeds
    assert ended.status == 0, ended.errors
    assert "PointInTimeRecoveryStatus" in ended.output
    assert ended.output.splitlines().count("AVAILABLE") == 1
    assert json.loads((folder / "item.json").read_text()) == PRODUCT | LISTED | {"stock": {"N": "7"}}
    # And another table has its name, rows and indexes, and temporary resources are deleted
    described = dynamodb.describe_table(TableName=TABLE)["Table"]
    assert described["TableId"] != before["TableId"]
    assert {index["IndexName"] for index in described["GlobalSecondaryIndexes"]} == {"GSI1", "GSI2"}
    assert dynamodb.get_item(TableName=TABLE, Key=PRODUCT)["Item"]["stock"] == {"N": "7"}
    assert dynamodb.list_tables()["TableNames"] == [TABLE]


def test_a_row_is_restored_without_overwriting_an_existing_one(config: LocalConfig, folder: Path) -> None:
    # Given a product that was deleted after a restore
    dynamodb = client("dynamodb", config.aws_url)
    dynamodb.put_item(TableName=TABLE, Item=PRODUCT | LISTED)
    first, second, third, *_ = commands((RUNBOOKS / "restore-from-pitr.md").read_text())
    gone = f"aws dynamodb delete-item --table-name \"$TABLE\" --key '{json.dumps(PRODUCT)}'\n"

    # When it is restored twice
    ended = run([first, gone, second, third, third], folder, files={"aws": PROGRAM}, environment=stage(config))

    # Then it exists, and the second attempt is rejected
    assert dynamodb.get_item(TableName=TABLE, Key=PRODUCT)["Item"] == PRODUCT | LISTED
    assert ended.status != 0
    assert "ConditionalCheckFailedException" in ended.errors


# bin/shop without its set-up.
SHOP = f"""#!/bin/bash
cd "{ROOT}" && exec "{sys.executable}" -m ops "$@"
"""


def ordered(customer: httpx.Client) -> str:
    """Order one product, as in the README, and return the order's id."""
    products = customer.get("/products", params={"limit": 100}).json()["items"]
    product = next(each["productId"] for each in products if each["stock"] > 0)
    response = customer.post("/orders", json=order_request((product, 1)), headers={"Idempotency-Key": new_id()})
    assert response.status_code == 201
    return str(response.json()["orderId"])


def changes_of(streams: Any, arn: str, shard_id: str) -> Iterator[Any]:
    """Yield the changes of a shard, page by page, since earlier tests may have made many."""
    position = streams.get_shard_iterator(StreamArn=arn, ShardId=shard_id, ShardIteratorType="TRIM_HORIZON")
    iterator = position["ShardIterator"]
    while (page := streams.get_records(ShardIterator=iterator))["Records"]:
        yield from (record["dynamodb"] for record in page["Records"])
        iterator = page["NextShardIterator"]


def batch_of(config: LocalConfig, order: str) -> dict[str, str]:
    """Return the message that Lambda sends when it gives up the record of an order's payment."""
    streams = client("dynamodbstreams", config.aws_url)
    arn = client("dynamodb", config.aws_url).describe_table(TableName=TABLE)["Table"]["LatestStreamArn"]
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        shard_id = shard["ShardId"]
        for change in changes_of(streams, arn, shard_id):
            if change["Keys"]["SK"]["S"] == f"ORDER#{order}" and change["NewImage"]["status"]["S"] == "processing":
                number = change["SequenceNumber"]
                return {
                    "streamArn": arn,
                    "shardId": shard_id,
                    "startSequenceNumber": number,
                    "endSequenceNumber": number,
                }
    raise AssertionError(f"the stream has no {order}")


def test_dead_letters_are_redriven(shop: RunningShop, customer: httpx.Client, folder: Path) -> None:
    # Given a notified order, and a message in each of the dead-letter queues
    order, sqs = ordered(customer), client("sqs", shop.config.aws_url)
    eventually(lambda: mails_of(shop.config, order))
    given_up = {
        "stream-failures": {"DDBStreamBatchInfo": batch_of(shop.config, order)},
        "failed-events": {
            "requestPayload": sample_event("attach_product_image"),
            "responsePayload": {"errorType": "E"},
        },
        "undelivered-events": {"source": "ecommerce-api", "detail-type": "OrderPlaced", "detail": {"orderId": order}},
    }
    urls = [sqs.create_queue(QueueName=f"ecommerce-{ENVIRONMENT}-{name}")["QueueUrl"] for name in given_up]
    for url, body in zip(urls, given_up.values(), strict=True):
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body))

    # When the commands of the page run
    blocks = commands((RUNBOOKS / "redrive.md").read_text())
    found = environment(shop.config) | settings(shop.config) | {"STAGE": ENVIRONMENT}
    del found["PATH"]
    ended = run(blocks, folder, files={"aws": PROGRAM, "shop": SHOP}, environment=found)

    # Then the record is processed, and its e-mail isn't sent again
    assert ended.status == 0, ended.errors
    assert ended.output.index("There are no dead letters.\n") < ended.output.index("\n1 processed.\n")
    assert len(mails_of(shop.config, order)) == 1
    # And the function was invoked with the event, the bus received the other, and the queues are empty
    assert (folder / "response.json").read_text() == "null"
    assert "FunctionError" not in ended.output
    assert "0" in ended.output.splitlines()
    for url in urls:
        left = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert left["ApproximateNumberOfMessages"] == left["ApproximateNumberOfMessagesNotVisible"] == "0"


def secret(config: LocalConfig, name: str, version: str = "AWSCURRENT") -> Any:
    secrets = client("secretsmanager", config.aws_url)
    return secrets.get_secret_value(SecretId=name, VersionStage=version)["SecretString"]


def test_leaked_keys_are_replaced(config: LocalConfig, folder: Path) -> None:
    keys, payment = secret(config, JWT_SECRET), secret(config, PAYMENT_SECRET)

    # There is no scheduled rotation here, and there are no function logs.
    ended = run_page("rotate-keys-and-secrets.md", folder, config, "rotate-secret", "filter-log-events", "cloudtrail")

    assert ended.status == 0, ended.errors
    [new] = read_keys(secret(config, JWT_SECRET)).keys
    assert not read_keys(keys).contains(new.kid)
    # The payment service's former key is the previous one.
    assert len(secret(config, PAYMENT_SECRET)) == 48
    assert secret(config, PAYMENT_SECRET, "AWSPREVIOUS") == payment
