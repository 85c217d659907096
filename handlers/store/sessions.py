"""Sessions in the table."""

from __future__ import annotations

from itertools import batched
from typing import TYPE_CHECKING

from handlers.domain.errors import InvalidCredentials
from handlers.domain.sessions import Session
from handlers.runtime import clients, settings
from handlers.store.attributes import number, read_integer, read_text, text
from handlers.store.keys import SESSION_PREFIX, Item, session_key, user_key
from handlers.store.transactions import MAX_ACTIONS, TransactionRefused, write_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.users import User


class AccountChanged(Exception):
    """Since the account was read, it got another password or a session more; nothing was written."""


def add_session(session: Session, user: User) -> None:
    """Open a session for a user whose password has just been verified.

    Raises
    ------
    InvalidCredentials
        If the password was changed in between: the session would outlive the change that should have ended it.
    """
    table = settings.table_name()
    try:
        write_together(
            [
                {"Put": {"TableName": table, "Item": _item(session)}},
                {
                    "Update": {
                        "TableName": table,
                        "Key": user_key(user.user_id),
                        "UpdateExpression": "ADD sessionsOpened :one",
                        "ConditionExpression": "passwordHash = :verified",
                        "ExpressionAttributeValues": {":one": number(1), ":verified": text(user.password_hash)},
                    }
                },
            ]
        )
    except TransactionRefused as refused:
        raise InvalidCredentials from refused


def find_session(user_id: str, session_id: str) -> Session | None:
    """Return a session that is not over, as last written, or None."""
    answer = clients.dynamodb().get_item(
        TableName=settings.table_name(), Key=session_key(user_id, session_id), ConsistentRead=True
    )
    session = _session(answer["Item"]) if "Item" in answer else None
    return None if session is None or session.is_over() else session


def change_password(user: User, password_hash: str, *, keep: str) -> None:
    """Give an account a new password and end its sessions but one.

    The last deletions and the new password are one transaction, so that no crash leaves the password changed and a
    session alive; sessions that don't fit into it are ended before.

    Parameters
    ----------
    user : User
        The account as it was when its current password was verified.
    keep : str
        The id of the session that goes on.

    Raises
    ------
    AccountChanged
        If the password was changed or a session opened since the account was read.
    """
    others = [session for session in _session_ids(user.user_id) if session != keep]
    chunks = [list(chunk) for chunk in batched(others, MAX_ACTIONS - 1, strict=False)] or [[]]
    for chunk in chunks[:-1]:
        write_together(_deletions(user.user_id, chunk))
    try:
        write_together([_new_password(user, password_hash), *_deletions(user.user_id, chunks[-1])])
    except TransactionRefused as refused:
        raise AccountChanged from refused


def _new_password(user: User, password_hash: str) -> TransactWriteItemTypeDef:
    return {
        "Update": {
            "TableName": settings.table_name(),
            "Key": user_key(user.user_id),
            "UpdateExpression": "SET passwordHash = :new",
            "ConditionExpression": "passwordHash = :old AND sessionsOpened = :opened",
            "ExpressionAttributeValues": {
                ":new": text(password_hash),
                ":old": text(user.password_hash),
                ":opened": number(user.sessions_opened),
            },
        }
    }


def _deletions(user_id: str, session_ids: Sequence[str]) -> list[TransactWriteItemTypeDef]:
    table = settings.table_name()
    return [{"Delete": {"TableName": table, "Key": session_key(user_id, session_id)}} for session_id in session_ids]


def _session_ids(user_id: str) -> list[str]:
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=settings.table_name(),
            ConsistentRead=True,
            KeyConditionExpression="PK = :user AND begins_with(SK, :session)",
            ExpressionAttributeValues={":user": user_key(user_id)["PK"], ":session": text(SESSION_PREFIX)},
        )
    )
    return [read_text(item, "sessionId") for page in pages for item in page["Items"]]


def _item(session: Session) -> Item:
    own = {
        "sessionId": text(session.session_id),
        "userId": text(session.user_id),
        "family": text(session.family),
        "refreshHash": text(session.refresh_hash),
        "createdAt": text(session.created_at),
        "lastUsedAt": text(session.last_used_at),
        "expiresAt": number(session.expires_at),
    }
    return session_key(session.user_id, session.session_id) | own


def _session(item: Item) -> Session:
    return Session(
        session_id=read_text(item, "sessionId"),
        user_id=read_text(item, "userId"),
        family=read_text(item, "family"),
        refresh_hash=read_text(item, "refreshHash"),
        created_at=read_text(item, "createdAt"),
        last_used_at=read_text(item, "lastUsedAt"),
        expires_at=read_integer(item, "expiresAt"),
    )
