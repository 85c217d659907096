"""Sessions in the table, as they are opened, prolonged and ended."""

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
from handlers.store.attributes import number, read_text, text
from handlers.store.keys import SESSION_PREFIX, session_key, user_key
from handlers.store.sessions import session_attributes
from handlers.store.transactions import MAX_ACTIONS, TransactionConditionFailed, write_transaction
from handlers.store.updates import ConditionFailed, Expression, update_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.sessions import Session
    from handlers.domain.users import User


def add_session(session: Session, user: User) -> None:
    """Open a session for a user whose password has just been verified.

    Parameters
    ----------
    session : Session
        The session to open.
    user : User
        The account as it was when its password was verified.

    Raises
    ------
    InvalidCredentials
        If the password was changed in between: the session would outlive the change that should have ended it.
    Unavailable
        If other transactions were always quicker.
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
    except TransactionConditionFailed as refused:
        raise InvalidCredentials from refused


def save_renewed_session(session: Session, renewed: Session) -> None:
    """Let a session go on with its next refresh token, once.

    Parameters
    ----------
    session, renewed : Session
        As it was when its refresh token was found to be good, and as it is to be.

    Raises
    ------
    RefreshTokenReplayed
        If somebody was quicker with the same token.
    InvalidRefreshToken
        If the session has ended since.
    Unavailable
        If other transactions were always quicker.
    """
    unspent = Expression("refreshHash = :unspent", {":unspent": text(session.refresh_hash)})
    try:
        row = update_row(session_key(session.user_id, session.session_id), session_attributes(renewed), unspent)
    except ConditionFailed as spent:
        raise RefreshTokenReplayed from spent
    if row is None:
        raise InvalidRefreshToken


def end_session(user_id: str, session_id: str) -> None:
    """End a session; one that has ended already may be ended again.

    Raises
    ------
    Unavailable
        If other transactions were always quicker.
    """
    write_transaction(_deletions(user_id, [session_id]))


def delete_session(user_id: str, session_id: str) -> None:
    """End a session that is there.

    Raises
    ------
    NotFound
        If the user has no such session, or it has ended.
    Unavailable
        If other transactions were always quicker.
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
    except TransactionConditionFailed as refused:
        raise NotFound("session") from refused


def change_password(user: User, password_hash: str, *, keep: str) -> None:
    """Give an account a new password and end its sessions but one.

    No session that is known when the password changes outlives the change, whatever dies in between: the last of them
    end in its very transaction, those that don't fit into it before. One that was opened with the old password at the
    same moment ends right after; none can be opened with it later.

    Parameters
    ----------
    user : User
        The account as it was when its current password was verified.
    keep : str
        The id of the session that goes on.

    Raises
    ------
    WrongPassword
        If the password was changed since it was verified.
    Unavailable
        If other transactions were always quicker.
    """
    others = _other_sessions(user, keep)
    _end_sessions(user, others[MAX_ACTIONS - 1 :])
    try:
        write_transaction([_new_password(user, password_hash), *_deletions(user.user_id, others[: MAX_ACTIONS - 1])])
    except TransactionConditionFailed as refused:
        raise WrongPassword from refused
    _end_sessions(user, _other_sessions(user, keep))


def _end_sessions(user: User, session_ids: Sequence[str]) -> None:
    for some in batched(session_ids, MAX_ACTIONS, strict=False):
        write_transaction(_deletions(user.user_id, some))


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
