"""Sessions in the table: lookup by id, and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.sessions import Session
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import number, read_integer, read_text, session_key, text

if TYPE_CHECKING:
    from handlers.store.items import Item


def find_session(user_id: str, session_id: str) -> Session | None:
    """Return an active session, or None if it doesn't exist or has expired.

    Parameters
    ----------
    user_id : str
        The user's id.
    session_id : str
        The session's id: the claim ``sid`` of an access token.
    """
    response = clients.dynamodb().get_item(
        TableName=settings.TABLE_NAME.value(), Key=session_key(user_id, session_id), ConsistentRead=True
    )
    session = read_session(response["Item"]) if "Item" in response else None
    return None if session is None or session.is_expired() else session


def session_attributes(session: Session) -> Item:
    """Return the attributes of a session's row, without its key."""
    return {
        "sessionId": text(session.session_id),
        "userId": text(session.user_id),
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
        family_hash=read_text(item, "family"),
        refresh_hash=read_text(item, "refreshHash"),
        created_at=read_text(item, "createdAt"),
        last_used_at=read_text(item, "lastUsedAt"),
        expires_at=read_integer(item, "expiresAt"),
    )
