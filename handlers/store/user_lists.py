"""The list of all accounts, newest first, from the index by status."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, get_args

from handlers.domain.ids import PATTERN
from handlers.domain.users import UserStatus
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store import page_tokens
from handlers.store.items import GSI2, text, user_key, user_list_keys, user_status_partition
from handlers.store.parallel import in_parallel
from handlers.store.shards import shards
from handlers.store.users import find_user_by_email, read_user

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.domain.users import User

# In the order in which most accounts change: one that is verified or enabled meanwhile isn't missed.
_STATUSES: Sequence[UserStatus] = get_args(UserStatus.__value__)
_NO_POSITION = "(?!)"


@dataclass(frozen=True, slots=True)
class UserPage:
    """A page of accounts, newest first, and the token of the next page."""

    items: Sequence[User]
    next_page: str | None


@dataclass(frozen=True, slots=True)
class _QueryResult:
    users: Sequence[User]
    read_up_to: str
    """The id at which the query stopped, at its limit or at 1 MB; empty if it read everything."""


def list_users(*, status: UserStatus | None, limit: int, page: str | None) -> UserPage:
    """Return a page of all accounts: one query per status and shard, of an index, which is eventually consistent.

    Parameters
    ----------
    status : UserStatus or None
        The status of the accounts to list; None for all.
    limit : int
        The maximum number of items.
    page : str or None
        The token of the page; None for the first.

    Raises
    ------
    InvalidRequest
        If the token isn't one of this list.
    """
    list_key = f"users {status or ''}"
    after = page_tokens.read_token(page, list_key=list_key, pattern=PATTERN)
    # One more, to see whether there is a next page.
    read = partial(_query, after, limit=limit + 1)
    statuses = _STATUSES if status is None else (status,)
    results = [result for each in statuses for result in in_parallel(read, _partitions(each))]
    # A query also ends at 1 MB, before its limit: the others' accounts may be older than those it left out.
    complete_to = max(result.read_up_to for result in results)
    # By id: an account whose status changed between two queries was read twice.
    users = {user.user_id: user for result in results for user in result.users}
    ids = sorted((user_id for user_id in users if user_id >= complete_to), reverse=True)
    position = ids[limit - 1] if len(ids) > limit else complete_to
    token = page_tokens.make_token(position, list_key=list_key) if position else None
    return UserPage([users[user_id] for user_id in ids[:limit]], token)


def list_users_by_email(email: str, *, status: UserStatus | None, page: str | None) -> UserPage:
    """Return the only page of the accounts with a normalized address, current: two reads.

    Raises
    ------
    InvalidRequest
        If the token isn't one of this list, which has no second page.
    """
    page_tokens.read_token(page, list_key="users by address", pattern=_NO_POSITION)
    user = find_user_by_email(email)
    return UserPage([user] if user is not None and status in {None, user.status} else [], None)


def _partitions(status: UserStatus) -> Sequence[str]:
    return shards(user_status_partition(status), settings.USER_LIST_SHARDS.value())


def _query(after: str | None, partition: str, *, limit: int) -> _QueryResult:
    # Rebuilt from the id alone, so that a forged token can't read another list.
    start = {} if after is None else {"ExclusiveStartKey": user_key(after) | user_list_keys(partition, after)}
    response = clients.dynamodb().query(
        TableName=settings.TABLE_NAME.value(),
        IndexName=GSI2,
        KeyConditionExpression="GSI2PK = :partition",
        ExpressionAttributeValues={":partition": text(partition)},
        ScanIndexForward=False,
        Limit=limit,
        **start,  # type: ignore[arg-type]  # the stubs want a literal for an optional argument
    )
    users = [read_user(item) for item in response["Items"]]
    return _QueryResult(users, users[-1].user_id if "LastEvaluatedKey" in response else "")
