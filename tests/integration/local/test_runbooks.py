"""Runbooks, tried on the embedded AWS: their own commands, by a shell whose ``aws`` is what botocore makes of them."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from handlers.adapters.signing_keys import read_keys
from local.place import ENVIRONMENT, JWT_SECRET, PAYMENT_SECRET, ROOT, TABLE, settings
from local.provision import client
from tests.harness import embedded_services
from tests.pages import Ran, commands, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.place import Place

RUNBOOKS = ROOT / "docs" / "runbooks"
PRODUCT = {"PK": {"S": "PRODUCT#01JD8QM3F5H7K9N1P3R5T7V9X1"}, "SK": {"S": "METADATA"}}
LISTED = {"GSI2PK": {"S": "PRODUCTS"}, "GSI2SK": {"S": PRODUCT["PK"]["S"]}}
PROGRAM = f'#!/bin/bash\nexport PYTHONPATH="{ROOT}"\nexec "{sys.executable}" -m tests.aws_command "$@"\n'


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Embedded services of the test's own: it takes away what others need."""
    with embedded_services(tmp_path / "aws") as place:
        yield place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "page"
    made.mkdir()
    return made


def stage(place: Place) -> dict[str, str]:
    """Return how the shell finds the embedded AWS as if it were a stage; no gateway stands in for Lambda."""
    return settings(place) | {"STAGE": ENVIRONMENT, "AWS_ENDPOINT_URL_LAMBDA": place.aws_url}


def tried(page: str, folder: Path, place: Place, *left_out: str) -> Ran:
    """Run a page's commands but for the blocks that hold one of these texts."""
    blocks = [text for text in commands((RUNBOOKS / page).read_text()) if not any(out in text for out in left_out)]
    return run(blocks, folder, programs={"aws": PROGRAM}, environment=stage(place))


def test_the_table_changes_places_with_what_was_restored(place: Place, folder: Path) -> None:
    # Given a product, in a table that is protected
    dynamodb = client("dynamodb", place.aws_url)
    dynamodb.put_item(TableName=TABLE, Item=PRODUCT | LISTED | {"stock": {"N": "7"}})
    before = dynamodb.update_table(TableName=TABLE, DeletionProtectionEnabled=True)["TableDescription"]

    # When the page is followed from its beginning to its end; there are no functions here, and no row is gone
    ended = tried("restore-from-pitr.md", folder, place, "attribute_not_exists", "aws lambda")

    # Then each step was done
    assert ended.status == 0, ended.errors
    assert "PointInTimeRecoveryStatus" in ended.output
    assert ended.output.splitlines().count("AVAILABLE") == 1
    assert json.loads((folder / "item.json").read_text()) == PRODUCT | LISTED | {"stock": {"N": "7"}}
    # And another table has its name, its rows and its indexes, and what was made on the way is gone
    described = dynamodb.describe_table(TableName=TABLE)["Table"]
    assert described["TableId"] != before["TableId"]
    assert {index["IndexName"] for index in described["GlobalSecondaryIndexes"]} == {"GSI1", "GSI2"}
    assert dynamodb.get_item(TableName=TABLE, Key=PRODUCT)["Item"]["stock"] == {"N": "7"}
    assert dynamodb.list_tables()["TableNames"] == [TABLE]


def test_a_row_comes_back_and_is_not_written_over_one_that_is_there(place: Place, folder: Path) -> None:
    # Given a product that is deleted after a restore
    dynamodb = client("dynamodb", place.aws_url)
    dynamodb.put_item(TableName=TABLE, Item=PRODUCT | LISTED)
    first, second, third, *_ = commands((RUNBOOKS / "restore-from-pitr.md").read_text())
    gone = f"aws dynamodb delete-item --table-name \"$TABLE\" --key '{json.dumps(PRODUCT)}'\n"

    # When it is brought back, and once more
    ended = run([first, gone, second, third, third], folder, programs={"aws": PROGRAM}, environment=stage(place))

    # Then it is there, and the second time was refused
    assert dynamodb.get_item(TableName=TABLE, Key=PRODUCT)["Item"] == PRODUCT | LISTED
    assert ended.status != 0
    assert "ConditionalCheckFailedException" in ended.errors


def secret(place: Place, name: str, version: str = "AWSCURRENT") -> Any:
    return client("secretsmanager", place.aws_url).get_secret_value(SecretId=name, VersionStage=version)["SecretString"]


def test_keys_that_were_seen_are_replaced_by_others(place: Place, folder: Path) -> None:
    keys, payment = secret(place, JWT_SECRET), secret(place, PAYMENT_SECRET)

    # Nobody rotates here by itself, and there are no logs of functions.
    ended = tried("rotate-keys-and-secrets.md", folder, place, "rotate-secret", "filter-log-events", "cloudtrail")

    assert ended.status == 0, ended.errors
    [new] = read_keys(secret(place, JWT_SECRET)).keys
    assert not read_keys(keys).knows(new.kid)
    # The payment service's key of before is the previous one.
    assert len(secret(place, PAYMENT_SECRET)) == 48
    assert secret(place, PAYMENT_SECRET, "AWSPREVIOUS") == payment
