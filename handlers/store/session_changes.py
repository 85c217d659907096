"""Sessions in the table: opening, renewing and ending them."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from itertools import batched
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.audit import Change, account_entry
from handlers.domain.clock import epoch_seconds, now
from handlers.domain.devices import remember_device
from handlers.domain.email_requests import new_email_request
from handlers.domain.errors import (
    InvalidCredentials,
    InvalidRefreshToken,
    NotFound,
    RefreshTokenReplayed,
    Unauthenticated,
    Unavailable,
    WrongPassword,
)
from handlers.domain.ids import new_id
from handlers.domain.users import NO_EPOCH
from handlers.runtime import invocation, observability, settings
from handlers.runtime.aws import clients
from handlers.store.audit import put_entry
from handlers.store.email_requests import put_email_request
from handlers.store.items import SESSION_PREFIX, number, session_key, text, user_key
from handlers.store.sessions import read_session, session_attributes
from handlers.store.table import (
    MAX_ACTIONS,
    ConditionFailed,
    Expression,
    TransactionConditionFailed,
    update_if,
    update_row,
    write_transaction,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

    from handlers.domain.audit import Origin
    from handlers.domain.sessions import Session
    from handlers.domain.users import User


def add_session(session: Session, user: User, device: str, origin: Origin, *spent: TransactWriteItemTypeDef) -> None:
    """Add a session for a user whose password and second factor, if any, have just been verified.

    A device that hasn't logged in before is remembered, and unless it is the account's first, its owner gets a notice,
    and the audit an entry.

    Parameters
    ----------
    session : Session
        The new session.
    user : User
        The account as read when the password was verified.
    device : str
        The digest of the network and the device.
    origin : Origin
        Who logs in.
    spent : TransactWriteItemTypeDef
        The actions that spend the challenge and the code of a login with a second factor.

    Raises
    ------
    InvalidCredentials
        If the password or the second factor has changed since: the change ends all other sessions, so this one must
        not be added; or if the challenge or the code is spent.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    row = session_key(session.user_id, session.session_id) | session_attributes(session) | {"revision": text(new_id())}
    put: TransactWriteItemTypeDef = {"Put": {"TableName": settings.TABLE_NAME.value(), "Item": row}}
    actions = [put, _check_account(user) if device in user.devices else _remember(user, device), *spent]
    if user.devices and device not in user.devices:
        opened = Change("sessionId", after=session.session_id)
        entry = account_entry(origin, "account.login-from-new-device", user.user_id, opened)
        actions += [put_email_request(new_email_request("NewLogin", user.email)), put_entry(entry)]
    try:
        write_transaction(actions)
    except TransactionConditionFailed as failure:
        raise InvalidCredentials from failure


def end_oldest_sessions(user: User, *, most: int) -> None:
    """End a user's oldest sessions beyond a maximum, best effort: the next login ends those that are left.

    Concurrent logins may end the same ones; together they don't end too many. A login ends a hundred at most, so that
    it stays fast.
    """
    with _best_effort("OLDEST_SESSIONS_NOT_ENDED", "Sessions beyond the maximum not ended"):
        ids = [session.session_id for session in _sessions(user.user_id) if session.is_open(user)]
        oldest = ids[: max(0, len(ids) - most)][:MAX_ACTIONS]
        if oldest:
            write_transaction(_deletions(user.user_id, oldest))


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


def end_replayed_session(session: Session, origin: Origin) -> None:
    """End a session whose spent refresh token was replayed, if it hasn't ended.

    Raises
    ------
    Unavailable
        If every attempt conflicted with another transaction.
    """
    deletion: TransactWriteItemTypeDef = {
        "Delete": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": session_key(session.user_id, session.session_id),
            "ConditionExpression": "attribute_exists(PK)",
        }
    }
    ended = Change("sessionId", before=session.session_id)
    entry = account_entry(origin, "account.refresh-token-replayed", session.user_id, ended)
    # One of several replays at once ends it.
    with suppress(TransactionConditionFailed):
        write_transaction([deletion, put_entry(entry)])


def delete_session(user_id: str, session_id: str, *, epoch: str, origin: Origin) -> None:
    """End an active session.

    Parameters
    ----------
    epoch : str
        The session epoch of the account; sessions of other epochs have ended.
    origin : Origin
        Who ends it.

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
            "ConditionExpression": "expiresAt > :now AND (epoch = :epoch OR attribute_not_exists(epoch))",
            "ExpressionAttributeValues": {":now": number(epoch_seconds(now())), ":epoch": text(epoch)},
        }
    }
    entry = account_entry(origin, "account.session-ended", user_id, Change("sessionId", before=session_id))
    try:
        write_transaction([deletion, put_entry(entry)])
    except TransactionConditionFailed as failure:
        raise NotFound("session") from failure


def change_password(
    user: User, password_hash: str, session: Session, notice: TransactWriteItemTypeDef, origin: Origin
) -> None:
    """Set a new password and begin a new session epoch, which ends all sessions but one: atomically.

    However many sessions there are, this is one small transaction. `delete_ended_sessions` deletes their rows.

    Parameters
    ----------
    user : User
        The account as read when the current password was verified.
    session : Session
        The session to keep, of the new epoch and with a new refresh token.
    notice : TransactWriteItemTypeDef
        The action that requests the notice of the change.
    origin : Origin
        Who changes it.

    Raises
    ------
    WrongPassword
        If the password has changed since it was verified, or all sessions have been ended.
    Unauthenticated
        If the session to keep has ended.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    changes = Change("password"), Change("sessions")
    entry = put_entry(account_entry(origin, "account.password-changed", user.user_id, *changes))
    try:
        write_transaction([_new_password(user, password_hash, session.epoch), _restart(session), notice, entry])
    except TransactionConditionFailed as failure:
        password_changed = failure.codes[0] == "ConditionalCheckFailed"
        raise (WrongPassword if password_changed else Unauthenticated) from failure


def delete_ended_sessions(user_id: str, epoch: str) -> None:
    """Delete the rows of a user's sessions of other epochs, best effort: those that are left expire."""
    ended = (session.session_id for session in _sessions(user_id) if session.epoch != epoch)
    with _best_effort("ENDED_SESSIONS_NOT_DELETED", "Ended sessions not deleted; their rows expire"):
        for batch in batched(ended, MAX_ACTIONS, strict=False):
            if invocation.ends_within(clients.ATTEMPT_MILLISECONDS):
                break
            write_transaction(_deletions(user_id, batch))


@contextmanager
def _best_effort(event: str, message: str) -> Iterator[None]:
    """Log a failure of the block, whose request has already succeeded."""
    try:
        yield
    except (BotoCoreError, ClientError, Unavailable) as error:
        observability.log_warning(event, message, error=type(error).__name__)


def _check_account(user: User) -> TransactWriteItemTypeDef:
    verified = _verified(user)
    return {
        "ConditionCheck": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": user_key(user.user_id),
            "ConditionExpression": verified.expression,
            "ExpressionAttributeValues": verified.values,
        }
    }


def _remember(user: User, device: str) -> TransactWriteItemTypeDef:
    """Return the action that adds a device. It costs as much as the check in its place, and an index's write."""
    # Of two at once, one may be lost: its next login is reported once more.
    devices: AttributeValueTypeDef = {"L": [text(each) for each in remember_device(user.devices, device)]}
    return update_if(user_key(user.user_id), {"devices": devices}, _verified(user))


def _verified(user: User) -> Expression:
    password = Expression("passwordHash = :verified", {":verified": text(user.password_hash)})
    if user.mfa_since is None:
        return password & Expression("attribute_not_exists(mfaSince)", {})
    return password & Expression("mfaSince = :mfaSince", {":mfaSince": text(user.mfa_since)})


def _new_password(user: User, password_hash: str, epoch: str) -> TransactWriteItemTypeDef:
    no_epoch = " OR attribute_not_exists(sessionEpoch)" if user.session_epoch == NO_EPOCH else ""
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": user_key(user.user_id),
            "UpdateExpression": "SET passwordHash = :new, sessionEpoch = :epoch",
            # An epoch that an admin has begun meanwhile ends the session that this one would keep.
            "ConditionExpression": f"passwordHash = :old AND (sessionEpoch = :read{no_epoch})",
            "ExpressionAttributeValues": {
                ":new": text(password_hash),
                ":old": text(user.password_hash),
                ":epoch": text(epoch),
                ":read": text(user.session_epoch),
            },
        }
    }


def _restart(session: Session) -> TransactWriteItemTypeDef:
    attributes = session_attributes(session) | {"revision": text(new_id())}
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": session_key(session.user_id, session.session_id),
            "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in attributes),
            "ConditionExpression": "attribute_exists(PK)",
            "ExpressionAttributeNames": {f"#{name}": name for name in attributes},
            "ExpressionAttributeValues": {f":{name}": value for name, value in attributes.items()},
        }
    }


def _deletions(user_id: str, session_ids: Sequence[str]) -> list[TransactWriteItemTypeDef]:
    table = settings.TABLE_NAME.value()
    return [{"Delete": {"TableName": table, "Key": session_key(user_id, session)}} for session in session_ids]


def _sessions(user_id: str) -> Iterator[Session]:
    """Yield a user's sessions, the oldest first, expired and ended ones included."""
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=settings.TABLE_NAME.value(),
            ConsistentRead=True,
            KeyConditionExpression="PK = :user AND begins_with(SK, :session)",
            ExpressionAttributeValues={":user": user_key(user_id)["PK"], ":session": text(SESSION_PREFIX)},
        )
    )
    return (read_session(item) for page in pages for item in page["Items"])
