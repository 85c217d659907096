"""Sessions in the table: lookup by id, and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.sessions import Session
from handlers.domain.users import NO_EPOCH
from handlers.store.items import number, read_integer, read_optional_text, read_text, session_key, text, user_key
from handlers.store.table import get_rows
from handlers.store.users import read_user

if TYPE_CHECKING:
    from handlers.domain.users import User
    from handlers.store.items import Item


def find_account_and_session(user_id: str, session_id: str) -> tuple[User, Session] | None:
    """Return an account and one of its open sessions, or None if one of them is gone: one batch read.

    Parameters
    ----------
    user_id : str
        The user's id.
    session_id : str
        The session's id: the claim ``sid`` of an access token.

    Raises
    ------
    Unavailable
        If DynamoDB doesn't return both rows in time.
    """
    keys = [user_key(user_id), session_key(user_id, session_id)]
    rows = {row["SK"]["S"]: row for row in get_rows(keys)}
    if len(rows) < len(keys):
        return None
    user, session = read_user(rows[keys[0]["SK"]["S"]]), read_session(rows[keys[1]["SK"]["S"]])
    return (user, session) if session.is_open(user) else None


def session_attributes(session: Session) -> Item:
    """Return the attributes of a session's row, without its key."""
    return {
        "sessionId": text(session.session_id),
        "userId": text(session.user_id),
        "epoch": text(session.epoch),
        "family": text(session.family_hash),
        "refreshHash": text(session.refresh_hash),
        "createdAt": text(session.created_at),
        "lastUsedAt": text(session.last_used_at),
        "expiresAt": number(session.expires_at),
    }


def read_session(item: Item) -> Session:
    """Return the session in a row."""
    return Session(
        session_id=read_text(item, "sessionId"),
        user_id=read_text(item, "userId"),
        epoch=read_optional_text(item, "epoch") or NO_EPOCH,
        family_hash=read_text(item, "family"),
        refresh_hash=read_text(item, "refreshHash"),
        created_at=read_text(item, "createdAt"),
        last_used_at=read_text(item, "lastUsedAt"),
        expires_at=read_integer(item, "expiresAt"),
    )
