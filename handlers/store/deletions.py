"""Requests to delete accounts in the table: a row per account, which stays until everything else is erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.domain.audit import user_origin
from handlers.domain.clock import now, timestamp
from handlers.domain.email_requests import new_email_request
from handlers.domain.errors import InvalidToken, NotFound, Unauthenticated
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.account_changes import admin_added, change_account
from handlers.store.email_requests import put_email_request
from handlers.store.emailed_tokens import find_token, spend_token
from handlers.store.items import (
    DUE_DELETIONS,
    GSI2,
    Item,
    deletion_index_keys,
    deletion_key,
    read_text,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.audit import Origin
    from handlers.domain.users import User


@dataclass(frozen=True, slots=True)
class Deletion:
    """A request to delete an account. It has the address, whose guard row is deleted after the account's own rows."""

    user_id: str
    email: str
    due_at: str


def request_deletion(verified: User, origin: Origin) -> User:
    """Let an account be erased after 30 days, end its sessions, request the e-mail about it, and return the account.

    Parameters
    ----------
    verified : User
        The account as read when its password was verified.
    origin : Origin
        Who requests it.

    Raises
    ------
    Unauthenticated
        If the password has changed since, or all sessions have been ended, also by another request for the deletion.
    LastAdmin
        If no active admin would be left.
    Unavailable
        If every attempt conflicted with another transaction.
    """

    def deleting(user: User) -> User:
        if (user.password_hash, user.session_epoch) != (verified.password_hash, verified.session_epoch):
            raise Unauthenticated
        return user.deleting()

    return change_account(verified.user_id, deleting, origin, deletion_actions)


def undo_deletion(text_of_token: str, *, network: str) -> User:
    """Take the request for a deletion back with the token of its e-mail, and return the account.

    Parameters
    ----------
    network : str
        The network of whoever has the token.

    Raises
    ------
    InvalidToken
        If the token isn't valid.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    token, found = find_token(text_of_token, "deletion-undo")

    def restored(user: User) -> User:
        if not token.is_valid(user, "deletion-undo"):
            raise InvalidToken
        return user.restored()

    origin = user_origin(found.user_id, network)
    try:
        return change_account(
            found.user_id, restored, origin, lambda user: [spend_token(token), _without_request(user.user_id)]
        )
    except NotFound as error:
        raise InvalidToken from error


def deletion_actions(user: User) -> Sequence[TransactWriteItemTypeDef]:
    """Return the actions that add the request to delete an account, and the request for the e-mail about it."""
    due_at = str(user.deletion_at)
    own = {"userId": text(user.user_id), "email": text(user.email), "dueAt": text(due_at)}
    row = deletion_key(user.user_id) | deletion_index_keys(due_at, user.user_id) | own
    put: TransactWriteItemTypeDef = {"Put": {"TableName": settings.TABLE_NAME.value(), "Item": row}}
    return [put, put_email_request(new_email_request("DeletionRequested", user.email))]


def take_back_deletion(user: User) -> Sequence[TransactWriteItemTypeDef]:
    """Return the other actions of a transaction that restores an account for another reason than its token."""
    if user.deletion_at is None:
        return ()
    admins = [admin_added(user.user_id)] if user.restored().is_active_admin else []
    return [_without_request(user.user_id), *admins]


def iter_due_deletions() -> Iterator[Deletion]:
    """Yield every request that is due, the oldest first: one query per page."""
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=settings.TABLE_NAME.value(),
            IndexName=GSI2,
            KeyConditionExpression="GSI2PK = :deletions AND GSI2SK < :now",
            ExpressionAttributeValues={":deletions": text(DUE_DELETIONS), ":now": text(timestamp(now()))},
        )
    )
    return (_deletion(row) for page in pages for row in page["Items"])


def _without_request(user_id: str) -> TransactWriteItemTypeDef:
    return {"Delete": {"TableName": settings.TABLE_NAME.value(), "Key": deletion_key(user_id)}}


def _deletion(row: Item) -> Deletion:
    return Deletion(read_text(row, "userId"), read_text(row, "email"), read_text(row, "dueAt"))
