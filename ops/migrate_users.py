"""Add accounts of earlier releases to the list of all accounts: ``bin/shop migrate-users``, once per stage."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import boto3
import click

from handlers.domain.ids import new_id
from handlers.runtime import settings
from handlers.store.account_changes import admin_added
from handlers.store.items import ADMINS, text, user_key
from handlers.store.table import get_rows, retry_on_conflict, try_transaction, unchanged, update_if
from handlers.store.user_rows import list_keys
from handlers.store.users import read_user
from ops.cli import stage_or_local_shop
from ops.stage import enter_stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handlers.store.items import Item


@click.command("migrate-users")
@stage_or_local_shop
def migrate_users(stage: str) -> None:
    """Add accounts of earlier releases to the list of all accounts, and admins to the active admins.

    Run it right after the release of version 1.0.0-dev.4 of the contract; until then those accounts aren't listed, and
    those admins can't be demoted, disabled or deleted. It can be interrupted and repeated. It scans the table once.
    """
    enter_stage(stage)
    click.echo(f"{add_to_lists()} accounts added.")


def add_to_lists() -> int:
    """Add all accounts to the lists, and return how many had the earlier layout."""
    return sum(retry_on_conflict(partial(_add, row["PK"]["S"])) for row in _accounts())


def _accounts() -> Iterator[Item]:
    """Yield the key of every admin and every account that isn't listed: no index has them all, so it is a scan."""
    # The functions' clients can't scan.
    pages = boto3.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(
        TableName=settings.TABLE_NAME.value(),
        FilterExpression="SK = :profile AND (attribute_not_exists(GSI2PK) OR #role = :admin)",
        ExpressionAttributeNames={"#role": "role"},
        ExpressionAttributeValues={":profile": user_key("")["SK"], ":admin": text("admin")},
        ProjectionExpression="PK",
    ):
        yield from page["Items"]


def _add(partition: str) -> bool:
    """Add an account; return False if it was added before, or is gone."""
    key = user_key(partition.removeprefix("USER#"))
    rows = get_rows([key])
    if not rows:
        return False
    user = read_user(rows[0])
    if "GSI2PK" in rows[0] and (not user.is_active_admin or user.user_id in _admins()):
        return False
    update = update_if(key, list_keys(user) | {"revision": text(new_id())}, unchanged(rows[0]))
    try_transaction([update, *((admin_added(user.user_id),) if user.is_active_admin else ())])
    return True


def _admins() -> list[str]:
    return [user_id for row in get_rows([ADMINS]) for user_id in row.get("userIds", {"SS": []})["SS"]]
