"""Accounts in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from handlers.domain.clock import now, timestamp
from handlers.domain.errors import EmailTaken, PreconditionFailed, Unauthenticated
from handlers.domain.ids import new_id
from handlers.domain.users import NO_EPOCH, Role, User
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import (
    Item,
    email_guard_key,
    read_optional_text,
    read_text,
    text,
    user_index_keys,
    user_key,
)
from handlers.store.table import (
    ConditionFailed,
    TransactionConditionFailed,
    put_if_absent,
    revision_in,
    update_row,
    write_transaction,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

# Read if an address has no account, so that both cases cost the same; no account has this id.
_NO_USER_ID = "00000000000000000000000000"


def add_user(user: User, request: TransactWriteItemTypeDef) -> None:
    """Add an account and the guard row that makes its address unique.

    Parameters
    ----------
    request : TransactWriteItemTypeDef
        The action that requests the e-mail which verifies the address.

    Raises
    ------
    EmailTaken
        If an account with this address exists.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    guard = email_guard_key(user.email) | {"userId": text(user.user_id)}
    try:
        write_transaction([put_if_absent(guard), put_if_absent(user_row(user)), request])
    except TransactionConditionFailed as failure:
        raise EmailTaken from failure


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


def find_user_by_email(email: str) -> User | None:
    """Return the account of a normalized address, or None: two reads in either case."""
    guard = _read(email_guard_key(email))
    item = _read(user_key(_NO_USER_ID if guard is None else read_text(guard, "userId")))
    return None if item is None else read_user(item)


def rename_user(user_id: str, *, first_name: str, last_name: str, revisions: Sequence[str] | None) -> User:
    """Change the first and last name of an account, and return the account.

    Parameters
    ----------
    revisions : Sequence[str] or None
        The revisions that may be replaced; None for any.

    Raises
    ------
    Unauthenticated
        If the account no longer exists.
    PreconditionFailed
        If it has another revision.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    changes = {"firstName": text(first_name), "lastName": text(last_name), "updatedAt": text(timestamp(now()))}
    return _change(user_id, changes, revisions)


def set_role(user_id: str, role: Role) -> User:
    """Set the role of an account; the authorizer's cache may keep the old one for 300 seconds.

    An admin's address counts as verified: the operator vouches for it.

    Raises
    ------
    Unauthenticated
        If the account no longer exists.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    vouched = verification() if role == "admin" else {}
    return _change(user_id, vouched | {"role": text(role), "updatedAt": text(timestamp(now()))}, None)


def vouch_for_email(user_id: str) -> User:
    """Verify the address of an account on an operator's word.

    Raises
    ------
    Unauthenticated
        If the account no longer exists.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    return _change(user_id, verification(), None)


def verification() -> Item:
    """Return the changes of an account's row that verify its address."""
    moment = text(timestamp(now()))
    return {"emailVerifiedAt": moment, "updatedAt": moment, "revision": text(new_id())}


def _change(user_id: str, changes: Item, revisions: Sequence[str] | None) -> User:
    try:
        row = update_row(user_key(user_id), changes, revision_in(revisions))
    except ConditionFailed as failure:
        raise PreconditionFailed from failure
    if row is None:
        raise Unauthenticated
    return read_user(row)


def _read(key: Item) -> Item | None:
    response = clients.dynamodb().get_item(TableName=settings.TABLE_NAME.value(), Key=key, ConsistentRead=True)
    return response.get("Item")


def user_row(user: User) -> Item:
    """Return the row of an account."""
    own = {
        "userId": text(user.user_id),
        "email": text(user.email),
        "passwordHash": text(user.password_hash),
        "firstName": text(user.first_name),
        "lastName": text(user.last_name),
        "role": text(user.role),
        "createdAt": text(user.created_at),
        "updatedAt": text(user.updated_at),
        "revision": text(user.revision),
        "sessionEpoch": text(user.session_epoch),
    }
    return user_key(user.user_id) | user_index_keys(user.email) | own


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
    )
