"""Rows of accounts, with their keys in the list of all accounts.

Apart from the lookup of accounts, whose importers, such as the authorizer, start faster without shards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.clock import now, timestamp
from handlers.domain.errors import EmailTaken
from handlers.domain.ids import new_id
from handlers.runtime import settings
from handlers.store.items import (
    Item,
    optional_text,
    text,
    user_index_keys,
    user_key,
    user_list_keys,
    user_status_partition,
    without_none,
)
from handlers.store.shards import shard
from handlers.store.table import TransactionConditionFailed, put_if_absent, write_transaction
from handlers.store.users import claim_address

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.users import User


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
    try:
        write_transaction([claim_address(user.email, user.user_id), put_if_absent(user_row(user)), request])
    except TransactionConditionFailed as failure:
        raise EmailTaken from failure


def verification(user: User) -> Item:
    """Return the changes of an account's row that verify its address."""
    moment = text(timestamp(now()))
    return {"emailVerifiedAt": moment, "updatedAt": moment, "revision": text(new_id())} | list_keys(user.vouched_for())


def list_keys(user: User) -> Item:
    """Return the keys of an account in the list of the accounts of its status."""
    shards = settings.USER_LIST_SHARDS.value()
    return user_list_keys(shard(user_status_partition(user.status), user.user_id, shards), user.user_id)


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
        "disabledAt": optional_text(user.disabled_at),
        "deletionAt": optional_text(user.deletion_at),
        "mfaSince": optional_text(user.mfa_since),
        "mfaResetAt": optional_text(user.mfa_reset_at),
    }
    return user_key(user.user_id) | user_index_keys(user.email) | list_keys(user) | without_none(own)
