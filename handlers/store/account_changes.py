"""Changes of an account by an admin or an operator: of its role, its status or its sessions.

The row ADMINS contains the ids of the active admins. It changes in the transaction that changes the account, and the
last id can't be removed from it, however many changes run at once.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from handlers.domain.audit import OPERATOR, changed_account_entry
from handlers.domain.clock import now, timestamp
from handlers.domain.errors import LastAdmin, NotFound
from handlers.domain.ids import new_id
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.audit import put_entry
from handlers.store.items import ADMINS, number, second_factor_key, text, user_key
from handlers.store.table import (
    Expression,
    RowConflict,
    TransactionConditionFailed,
    retry_on_conflict,
    revision_in,
    update_if,
    write_transaction,
)
from handlers.store.user_rows import list_keys, user_row
from handlers.store.users import find_user_by_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

    from handlers.domain.audit import Origin
    from handlers.domain.users import User


def change_account(
    user_id: str,
    change: Callable[[User], User],
    origin: Origin = OPERATOR,
    others: Callable[[User], Sequence[TransactWriteItemTypeDef]] = lambda _: (),
) -> User:
    """Change an account with an entry of the audit, and return it.

    Parameters
    ----------
    change : Callable
        Returns the changed account, such as `User.disabled`; if it is equal, nothing is written.
    origin : Origin
        Who changes it.
    others : Callable
        Returns the other actions of the transaction, given the changed account. If the condition of one fails, the
        account has changed, too.

    Raises
    ------
    NotFound
        If there is no such account.
    LastAdmin
        If no active admin would be left.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    return retry_on_conflict(partial(_change, user_id, change, origin, others))


def admin_added(user_id: str) -> TransactWriteItemTypeDef:
    """Return the action that adds an account to the active admins."""
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": ADMINS,
            "UpdateExpression": "ADD userIds :ids",
            "ExpressionAttributeValues": {":ids": {"SS": [user_id]}},
        }
    }


def forget_admin(user_id: str) -> None:
    """Remove a deleted account from the active admins, also the last one: there may be none on a stage of tests."""
    clients.dynamodb().update_item(
        TableName=settings.TABLE_NAME.value(),
        Key=ADMINS,
        UpdateExpression="DELETE userIds :ids",
        ExpressionAttributeValues={":ids": {"SS": [user_id]}},
    )


def _change(
    user_id: str,
    change: Callable[[User], User],
    origin: Origin,
    others: Callable[[User], Sequence[TransactWriteItemTypeDef]],
) -> User:
    user = find_user_by_id(user_id)
    if user is None:
        raise NotFound("account")
    changed = change(user)
    if changed == user:
        return user
    changed = replace(changed, updated_at=timestamp(now()), revision=new_id())
    # A new password changes no revision.
    same_password = Expression("passwordHash = :hashRead", {":hashRead": text(user.password_hash)})
    as_read = revision_in([user.revision]) & same_password
    update = update_if(user_key(user_id), _differences(user, changed), as_read)
    entry = put_entry(changed_account_entry(origin, user, changed))
    try:
        write_transaction(
            [update, *_admins_change(user, changed), entry, *_mfa_deletion(user, changed), *others(changed)]
        )
    except TransactionConditionFailed as failure:
        # Another change of the account came first: its result decides what this one is.
        raise (RowConflict if failure.codes[0] == "ConditionalCheckFailed" else LastAdmin) from failure
    return changed


def _differences(user: User, changed: User) -> Mapping[str, AttributeValueTypeDef | None]:
    """Return the attributes to change; the keys always, as rows of earlier releases lack them."""
    before, after = user_row(user), user_row(changed)
    differences = {name: after.get(name) for name in before | after if before.get(name) != after.get(name)}
    if changed.email_verified and not user.email_verified:
        differences["emailVerifiedAt"] = text(changed.updated_at)
    return differences | list_keys(changed)


def _admins_change(user: User, changed: User) -> Sequence[TransactWriteItemTypeDef]:
    if user.is_active_admin == changed.is_active_admin:
        return ()
    return (admin_added(user.user_id) if changed.is_active_admin else _admin_removed(user.user_id),)


def _mfa_deletion(user: User, changed: User) -> Sequence[TransactWriteItemTypeDef]:
    if user.mfa_reset_at == changed.mfa_reset_at:
        return ()
    # Also one that isn't confirmed yet.
    return ({"Delete": {"TableName": settings.TABLE_NAME.value(), "Key": second_factor_key(user.user_id)}},)


def _admin_removed(user_id: str) -> TransactWriteItemTypeDef:
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": ADMINS,
            "UpdateExpression": "DELETE userIds :ids",
            # An admin who isn't in the set has the layout of an earlier release, and so may the others.
            "ConditionExpression": "contains(userIds, :id) AND size(userIds) > :one",
            "ExpressionAttributeValues": {":ids": {"SS": [user_id]}, ":id": text(user_id), ":one": number(1)},
        }
    }
