"""Accounts in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from handlers.domain.clock import epoch_seconds, now, timestamp
from handlers.domain.errors import PreconditionFailed, Unauthenticated
from handlers.domain.users import NO_EPOCH, User
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import (
    Item,
    email_guard_key,
    number,
    read_integer,
    read_optional_text,
    read_text,
    text,
    user_key,
)
from handlers.store.table import (
    ConditionFailed,
    Expression,
    revision_in,
    update_row,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.users import Role

_ENABLED = Expression("attribute_not_exists(disabledAt) AND attribute_not_exists(deletionAt)", {})
# Read if an address has no account, so that both cases cost the same; no account has this id.
_NO_USER_ID = "00000000000000000000000000"


def find_user(user_id: str) -> User:
    """Return the account of a signed-in user.

    Raises
    ------
    Unauthenticated
        If the account no longer exists, which makes its tokens invalid.
    """
    user = find_user_by_id(user_id)
    if user is None:
        raise Unauthenticated
    return user


def find_user_by_id(user_id: str) -> User | None:
    """Return an account, or None."""
    item = _read(user_key(user_id))
    return None if item is None else read_user(item)


def check_enabled(user_id: str) -> None:
    """Check that the account of a caller exists, neither disabled nor deleting: called by what changes something.

    Raises
    ------
    Unauthenticated
        If it doesn't, which has ended its sessions.
    """
    response = clients.dynamodb().get_item(
        TableName=settings.TABLE_NAME.value(),
        Key=user_key(user_id),
        ConsistentRead=True,
        ProjectionExpression="userId, disabledAt, deletionAt",
    )
    # A replaced account leaves no row, and nobody would delete what is written for it.
    if response.get("Item", {}).keys() != {"userId"}:
        raise Unauthenticated


def find_user_by_email(email: str) -> User | None:
    """Return the account of a normalized address, or None: two reads in either case."""
    return find_holder(email)[1]


def find_holder(email: str) -> tuple[str | None, User | None]:
    """Return the id of the account that a normalized address is kept for, and the account if it has this address.

    An address that an account has left is kept for it while the change can be undone.
    """
    guard = _read(email_guard_key(email))
    is_free = guard is None or ("expiresAt" in guard and read_integer(guard, "expiresAt") <= epoch_seconds(now()))
    user_id = None if guard is None or is_free else read_text(guard, "userId")
    item = _read(user_key(user_id or _NO_USER_ID))
    user = None if item is None else read_user(item)
    return user_id, user if user is not None and user.email == email else None


def claim_address(email: str, user_id: str) -> TransactWriteItemTypeDef:
    """Return the action that gives an account an address, if it is free or kept for this account."""
    return {
        "Put": {
            "TableName": settings.TABLE_NAME.value(),
            "Item": email_guard_key(email) | {"userId": text(user_id)},
            "ConditionExpression": "attribute_not_exists(PK) OR userId = :user OR expiresAt <= :now",
            "ExpressionAttributeValues": {":user": text(user_id), ":now": number(epoch_seconds(now()))},
        }
    }


def rename_user(user_id: str, *, first_name: str, last_name: str, revisions: Sequence[str] | None) -> User:
    """Change the first and last name of an account, and return the account.

    Parameters
    ----------
    revisions : Sequence[str] or None
        The revisions that may be replaced; None for any.

    Raises
    ------
    Unauthenticated
        If the account is disabled, deleting or no longer exists.
    PreconditionFailed
        If it has another revision.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    changes = {"firstName": text(first_name), "lastName": text(last_name), "updatedAt": text(timestamp(now()))}
    return _change(user_id, changes, revisions)


def _change(user_id: str, changes: Item, revisions: Sequence[str] | None) -> User:
    try:
        row = update_row(user_key(user_id), changes, _ENABLED & revision_in(revisions))
    except ConditionFailed as failure:
        raise (
            Unauthenticated if {"disabledAt", "deletionAt"} & failure.row.keys() else PreconditionFailed
        ) from failure
    if row is None:
        raise Unauthenticated
    return read_user(row)


def _read(key: Item) -> Item | None:
    response = clients.dynamodb().get_item(TableName=settings.TABLE_NAME.value(), Key=key, ConsistentRead=True)
    return response.get("Item")


def read_user(item: Item) -> User:
    """Return the account in a row."""
    return User(
        user_id=read_text(item, "userId"),
        email=read_text(item, "email"),
        email_verified="emailVerifiedAt" in item,
        password_hash=read_text(item, "passwordHash"),
        first_name=read_text(item, "firstName"),
        last_name=read_text(item, "lastName"),
        role=cast("Role", read_text(item, "role")),
        created_at=read_text(item, "createdAt"),
        updated_at=read_text(item, "updatedAt"),
        revision=read_text(item, "revision"),
        session_epoch=read_optional_text(item, "sessionEpoch") or NO_EPOCH,
        mfa_since=read_optional_text(item, "mfaSince"),
        mfa_reset_at=read_optional_text(item, "mfaResetAt"),
        has_ordered="orderedAt" in item,
        devices=tuple(each["S"] for each in item["devices"]["L"]) if "devices" in item else (),
        email_changes=frozenset(item["emailChanges"]["SS"] if "emailChanges" in item else ()),
        disabled_at=read_optional_text(item, "disabledAt"),
        deletion_at=read_optional_text(item, "deletionAt"),
    )
