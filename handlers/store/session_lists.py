"""Lists of a user's sessions: a page is one query of its own items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.domain.ids import PATTERN
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store import page_tokens
from handlers.store.items import SESSION_PREFIX, session_key, text
from handlers.store.sessions import read_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.domain.sessions import Session
    from handlers.domain.users import User


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A page of sessions, newest first, and the token of the next page."""

    items: Sequence[Session]
    next_page: str | None


def list_sessions(user: User, *, limit: int, page: str | None) -> SessionPage:
    """Return a page of a user's active sessions.

    Sessions that have expired or ended, and whose rows still exist, are filtered out after the read, so a page may have
    fewer items than the limit.

    Parameters
    ----------
    limit : int
        The maximum number of items.
    page : str or None
        The token of the page; None for the first.

    Raises
    ------
    InvalidRequest
        If the token isn't one of this list.
    """
    partition = session_key(user.user_id, "")["PK"]
    list_key = f"{partition['S']} sessions"
    after = page_tokens.read_token(page, list_key=list_key, pattern=PATTERN)
    start = {} if after is None else {"ExclusiveStartKey": session_key(user.user_id, after)}
    response = clients.dynamodb().query(
        TableName=settings.TABLE_NAME.value(),
        ConsistentRead=True,
        KeyConditionExpression="PK = :user AND begins_with(SK, :session)",
        ExpressionAttributeValues={":user": partition, ":session": text(SESSION_PREFIX)},
        ScanIndexForward=False,
        # One more, to see whether there is a next page; the result is far below the limit of 1 MB.
        Limit=limit + 1,
        **start,  # type: ignore[arg-type]  # the stubs want a literal for an optional argument
    )
    sessions = [read_session(item) for item in response["Items"]]
    items = sessions[:limit]
    token = page_tokens.make_token(items[-1].session_id, list_key=list_key) if len(sessions) > limit else None
    return SessionPage([session for session in items if session.is_open(user)], token)
