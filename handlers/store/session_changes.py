"""Sessions in the table: opening, renewing and ending them."""

from __future__ import annotations

from itertools import batched
from typing import TYPE_CHECKING

from handlers.domain.clock import epoch_seconds, now
from handlers.domain.errors import (
    InvalidCredentials,
    InvalidRefreshToken,
    NotFound,
    RefreshTokenReplayed,
    WrongPassword,
)
from handlers.domain.ids import new_id
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import SESSION_PREFIX, number, read_text, session_key, text, user_key
from handlers.store.sessions import session_attributes
from handlers.store.table import (
    MAX_ACTIONS,
    ConditionFailed,
    Expression,
    TransactionConditionFailed,
    update_row,
    write_transaction,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.sessions import Session
    from handlers.domain.users import User


def add_session(session: Session, user: User) -> None:
    """Add a session for a user whose password has just been verified.

    Parameters
    ----------
    session : Session
        The new session.
    user : User
        The account as read when the password was verified.

    Raises
    ------
    InvalidCredentials
        If the password has changed since: the change ends all other sessions, so this one must not be added.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    table = settings.TABLE_NAME.value()
    row = session_key(session.user_id, session.session_id) | session_attributes(session) | {"revision": text(new_id())}
    try:
        write_transaction(
            [
                {"Put": {"TableName": table, "Item": row}},
                {
                    "ConditionCheck": {
                        "TableName": table,
                        "Key": user_key(user.user_id),
                        "ConditionExpression": "passwordHash = :verified",
                        "ExpressionAttributeValues": {":verified": text(user.password_hash)},
                    }
                },
            ]
        )
    except TransactionConditionFailed as failure:
        raise InvalidCredentials from failure


def save_renewed_session(session: Session, renewed: Session) -> None:
    """Replace a session by its renewed version.

    Parameters
    ----------
    session, renewed : Session
        The session as read when its refresh token was verified, and its renewed version.

    Raises
    ------
    RefreshTokenReplayed
        If another request has used the same token first.
    InvalidRefreshToken
        If the session has ended since.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    unspent = Expression("refreshHash = :unspent", {":unspent": text(session.refresh_hash)})
    try:
        row = update_row(session_key(session.user_id, session.session_id), session_attributes(renewed), unspent)
    except ConditionFailed as failure:
        raise RefreshTokenReplayed from failure
    if row is None:
        raise InvalidRefreshToken


def end_session(user_id: str, session_id: str) -> None:
    """End a session, if it hasn't ended.

    Raises
    ------
    Unavailable
        If every attempt conflicted with another transaction.
    """
    write_transaction(_deletions(user_id, [session_id]))


def delete_session(user_id: str, session_id: str) -> None:
    """End an active session.

    Raises
    ------
    NotFound
        If the user has no such session, or it has ended.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    deletion: TransactWriteItemTypeDef = {
        "Delete": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": session_key(user_id, session_id),
            "ConditionExpression": "expiresAt > :now",
            "ExpressionAttributeValues": {":now": number(epoch_seconds(now()))},
        }
    }
    try:
        write_transaction([deletion])
    except TransactionConditionFailed as failure:
        raise NotFound("session") from failure


def change_password(user: User, password_hash: str, *, keep: str) -> None:
    """Set a new password and end all sessions but one.

    No session that exists when the password changes survives the change, even if the process dies: up to 99 end in the
    same transaction, any others before it. One that is opened with the old password at the same time ends right after;
    none can be opened with it later.

    Parameters
    ----------
    user : User
        The account as read when the current password was verified.
    keep : str
        The id of the session to keep.

    Raises
    ------
    WrongPassword
        If the password has changed since it was verified.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    others = _other_sessions(user, keep)
    _end_sessions(user, others[MAX_ACTIONS - 1 :])
    try:
        write_transaction([_new_password(user, password_hash), *_deletions(user.user_id, others[: MAX_ACTIONS - 1])])
    except TransactionConditionFailed as failure:
        raise WrongPassword from failure
    _end_sessions(user, _other_sessions(user, keep))


def _end_sessions(user: User, session_ids: Sequence[str]) -> None:
    for batch in batched(session_ids, MAX_ACTIONS, strict=False):
        write_transaction(_deletions(user.user_id, batch))


def _new_password(user: User, password_hash: str) -> TransactWriteItemTypeDef:
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": user_key(user.user_id),
            "UpdateExpression": "SET passwordHash = :new",
            "ConditionExpression": "passwordHash = :old",
            "ExpressionAttributeValues": {":new": text(password_hash), ":old": text(user.password_hash)},
        }
    }


def _deletions(user_id: str, session_ids: Sequence[str]) -> list[TransactWriteItemTypeDef]:
    table = settings.TABLE_NAME.value()
    return [{"Delete": {"TableName": table, "Key": session_key(user_id, session)}} for session in session_ids]


def _other_sessions(user: User, keep: str) -> list[str]:
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=settings.TABLE_NAME.value(),
            ConsistentRead=True,
            KeyConditionExpression="PK = :user AND begins_with(SK, :session)",
            ExpressionAttributeValues={":user": user_key(user.user_id)["PK"], ":session": text(SESSION_PREFIX)},
        )
    )
    ids = [read_text(item, "sessionId") for page in pages for item in page["Items"]]
    return [session for session in ids if session != keep]
