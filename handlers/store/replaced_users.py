"""Replacement of an account whose address was never verified, so that it blocks nobody.

An account with an order stays: `take_address` reads its orders, and an order that is placed since then has marked the
account (`handlers.store.order_transactions`), which fails the deletion's condition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.audit import account_entry
from handlers.domain.errors import EmailTaken
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.audit import put_entry
from handlers.store.items import ORDER_PREFIX, email_guard_key, text, user_key
from handlers.store.table import MAX_ACTIONS, TransactionConditionFailed, put_if_absent, write_transaction
from handlers.store.user_rows import user_row
from handlers.store.users import claim_address, find_holder

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.audit import Origin
    from handlers.domain.users import User
    from handlers.store.items import Item


def replace_unverified_user(user: User, request: TransactWriteItemTypeDef, origin: Origin) -> None:
    """Replace the account of an address, with its sessions and its cart, unless it is verified or has an order.

    Parameters
    ----------
    user : User
        The new account, with the same address.
    request : TransactWriteItemTypeDef
        The action that requests the e-mail which verifies the address.
    origin : Origin
        Who registers.

    Raises
    ------
    EmailTaken
        If the account stays.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    actions = [put_if_absent(user_row(user)), request]
    try:
        taking = take_address(user.email, user.user_id, room=MAX_ACTIONS - len(actions), origin=origin)
        write_transaction([*actions, *taking])
    except TransactionConditionFailed as failure:
        raise EmailTaken from failure


def take_address(email: str, user_id: str, *, room: int, origin: Origin) -> list[TransactWriteItemTypeDef]:
    """Return the actions that give an account an address, and delete another account that blocks it.

    Parameters
    ----------
    room : int
        The most actions.
    origin : Origin
        Who takes the address.

    Raises
    ------
    EmailTaken
        If it is kept for another account that is verified, has an order or has left the address.
    """
    holder_id, old = find_holder(email)
    if holder_id in {None, user_id}:
        return [claim_address(email, user_id)]
    if old is None or old.is_in_use:
        raise EmailTaken
    keys = _keys(old.user_id)
    if any(key["SK"]["S"].startswith(ORDER_PREFIX) for key in keys):
        raise EmailTaken
    profile = user_key(old.user_id)
    unused = "attribute_not_exists(emailVerifiedAt) AND attribute_not_exists(orderedAt)"
    entry = put_entry(account_entry(origin, "account.replaced", old.user_id))
    actions = [_pass_address(email, old.user_id, user_id), _deletion(profile, unused), entry]
    # What exceeds a transaction belongs to no account any more: nobody can read it.
    others = [_deletion(key, None) for key in keys if key != profile][: room - len(actions)]
    return [*actions, *others]


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


def _pass_address(email: str, old_id: str, new_id: str) -> TransactWriteItemTypeDef:
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": email_guard_key(email),
            "UpdateExpression": "SET userId = :new",
            "ConditionExpression": "userId = :old",
            "ExpressionAttributeValues": {":new": text(new_id), ":old": text(old_id)},
        }
    }


def _deletion(key: Item, condition: str | None) -> TransactWriteItemTypeDef:
    table = settings.TABLE_NAME.value()
    if condition is None:
        return {"Delete": {"TableName": table, "Key": key}}
    return {"Delete": {"TableName": table, "Key": key, "ConditionExpression": condition}}
