"""Sessions in the table."""

from __future__ import annotations

from itertools import batched
from typing import TYPE_CHECKING

from handlers.domain.errors import InvalidCredentials, WrongPassword
from handlers.domain.sessions import Session
from handlers.runtime import clients, settings
from handlers.store.attributes import number, read_integer, read_text, text
from handlers.store.keys import SESSION_PREFIX, Item, session_key, user_key
from handlers.store.transactions import MAX_ACTIONS, TransactionRefused, write_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

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
    Misconfigured
        If a setting is missing.
    """
    table = settings.table_name()
    try:
        write_together(
            [
                {"Put": {"TableName": table, "Item": _item(session)}},
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
    except TransactionRefused as refused:
        raise InvalidCredentials from refused


def find_session(user_id: str, session_id: str) -> Session | None:
    """Return a session that is not over, as last written, or None.

    Parameters
    ----------
    user_id : str
        Whose session it is.
    session_id : str
        What the token calls ``sid``.

    Raises
    ------
    Misconfigured
        If a setting is missing.
    """
    answer = clients.dynamodb().get_item(
        TableName=settings.table_name(), Key=session_key(user_id, session_id), ConsistentRead=True
    )
    session = _session(answer["Item"]) if "Item" in answer else None
    return None if session is None or session.is_over() else session


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
    Misconfigured
        If a setting is missing.
    """
    others = _other_sessions(user, keep)
    _end_sessions(user, others[MAX_ACTIONS - 1 :])
    try:
        write_together([_new_password(user, password_hash), *_deletions(user, others[: MAX_ACTIONS - 1])])
    except TransactionRefused as refused:
        raise WrongPassword from refused
    _end_sessions(user, _other_sessions(user, keep))


def _end_sessions(user: User, session_ids: Sequence[str]) -> None:
    for some in batched(session_ids, MAX_ACTIONS, strict=False):
        write_together(_deletions(user, some))


def _new_password(user: User, password_hash: str) -> TransactWriteItemTypeDef:
    return {
        "Update": {
            "TableName": settings.table_name(),
            "Key": user_key(user.user_id),
            "UpdateExpression": "SET passwordHash = :new",
            "ConditionExpression": "passwordHash = :old",
            "ExpressionAttributeValues": {":new": text(password_hash), ":old": text(user.password_hash)},
        }
    }


def _deletions(user: User, session_ids: Sequence[str]) -> list[TransactWriteItemTypeDef]:
    table = settings.table_name()
    return [{"Delete": {"TableName": table, "Key": session_key(user.user_id, session)}} for session in session_ids]


def _other_sessions(user: User, keep: str) -> list[str]:
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=settings.table_name(),
            ConsistentRead=True,
            KeyConditionExpression="PK = :user AND begins_with(SK, :session)",
            ExpressionAttributeValues={":user": user_key(user.user_id)["PK"], ":session": text(SESSION_PREFIX)},
        )
    )
    ids = [read_text(item, "sessionId") for page in pages for item in page["Items"]]
    return [session for session in ids if session != keep]


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
