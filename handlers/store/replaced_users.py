"""Replacement of an account whose address was never verified, so that it blocks nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.errors import EmailTaken
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import ORDER_PREFIX, email_guard_key, text, user_key
from handlers.store.table import MAX_ACTIONS, TransactionConditionFailed, put_if_absent, write_transaction
from handlers.store.users import find_user_by_email, user_row

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.users import User
    from handlers.store.items import Item


def replace_unverified_user(user: User, request: TransactWriteItemTypeDef) -> None:
    """Replace the account of an address, with its sessions and its cart, unless it is verified or has an order.

    Parameters
    ----------
    user : User
        The new account, with the same address.
    request : TransactWriteItemTypeDef
        The action that requests the e-mail which verifies the address.

    Raises
    ------
    EmailTaken
        If the account stays.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    old = find_user_by_email(user.email)
    if old is None or old.email_verified or old.role == "admin":
        raise EmailTaken
    keys = _keys(old.user_id)
    if any(key["SK"]["S"].startswith(ORDER_PREFIX) for key in keys):
        raise EmailTaken
    profile = user_key(old.user_id)
    actions = [_take_address(user, old), _deletion(profile, "attribute_not_exists(emailVerifiedAt)")]
    actions += [put_if_absent(user_row(user)), request]
    # What exceeds a transaction belongs to no account any more: nobody can read it.
    others = [_deletion(key, None) for key in keys if key != profile][: MAX_ACTIONS - len(actions)]
    try:
        write_transaction([*actions, *others])
    except TransactionConditionFailed as failure:
        raise EmailTaken from failure


def _keys(user_id: str) -> list[Item]:
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=settings.TABLE_NAME.value(),
            ConsistentRead=True,
            KeyConditionExpression="PK = :user",
            ExpressionAttributeValues={":user": user_key(user_id)["PK"]},
            ProjectionExpression="PK, SK",
        )
    )
    return [key for page in pages for key in page["Items"]]


def _take_address(user: User, old: User) -> TransactWriteItemTypeDef:
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": email_guard_key(user.email),
            "UpdateExpression": "SET userId = :new",
            "ConditionExpression": "userId = :old",
            "ExpressionAttributeValues": {":new": text(user.user_id), ":old": text(old.user_id)},
        }
    }


def _deletion(key: Item, condition: str | None) -> TransactWriteItemTypeDef:
    table = settings.TABLE_NAME.value()
    if condition is None:
        return {"Delete": {"TableName": table, "Key": key}}
    return {"Delete": {"TableName": table, "Key": key, "ConditionExpression": condition}}
