"""Lists of a user's sessions: a page costs one Query of its own items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.domain.ids import PATTERN
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store import page_tokens
from handlers.store.attributes import text
from handlers.store.keys import SESSION_PREFIX, session_key
from handlers.store.sessions import read_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.domain.sessions import Session


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A page of sessions, the last opened first, and the token of the next page."""

    items: Sequence[Session]
    next_page: str | None


def list_sessions(user_id: str, *, limit: int, page: str | None) -> SessionPage:
    """Return a page of a user's sessions that are not over, as last written.

    Those that are over, but not deleted by TTL yet, are read and left out: then a page holds fewer than it could.

    Parameters
    ----------
    limit : int
        How many items the page holds at most.
    page : str or None
        The token of the page; None for the first.

    Raises
    ------
    InvalidRequest
        If the token is not one of this list.
    """
    partition = session_key(user_id, "")["PK"]
    of = f"{partition['S']} sessions"
    after = None if page is None else page_tokens.read_token(page, of=of, like=PATTERN)
    start = {} if after is None else {"ExclusiveStartKey": session_key(user_id, after)}
    answer = clients.dynamodb().query(
        TableName=settings.TABLE_NAME.value(),
        ConsistentRead=True,
        KeyConditionExpression="PK = :user AND begins_with(SK, :session)",
        ExpressionAttributeValues={":user": partition, ":session": text(SESSION_PREFIX)},
        ScanIndexForward=False,
        # One more than asked for tells whether there is a next page; all of them are far below what a query answers.
        Limit=limit + 1,
        **start,  # type: ignore[arg-type]  # the stubs want a literal for an optional argument
    )
    found = [read_session(item) for item in answer["Items"]]
    shown = found[:limit]
    token = page_tokens.make_token(shown[-1].session_id, of=of) if len(found) > limit else None
    return SessionPage([session for session in shown if not session.is_expired()], token)
