"""Tokens that were sent by e-mail, in the table; TTL removes them some time after they expire."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from handlers.domain.audit import Change, account_entry
from handlers.domain.email_requests import new_email_request
from handlers.domain.emailed_tokens import EmailedToken, token_digest
from handlers.domain.errors import InvalidToken
from handlers.domain.users import NO_EPOCH
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.audit import put_entry
from handlers.store.email_requests import put_email_request
from handlers.store.items import (
    Item,
    emailed_token_key,
    number,
    optional_text,
    read_integer,
    read_optional_text,
    read_text,
    text,
    user_key,
    without_none,
)
from handlers.store.table import Expression, TransactionConditionFailed, update_if, write_transaction
from handlers.store.user_rows import verification
from handlers.store.users import find_user_by_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

    from handlers.domain.audit import Origin
    from handlers.domain.email_requests import EmailEvent
    from handlers.domain.emailed_tokens import Purpose
    from handlers.domain.users import User


def add_token(token: EmailedToken) -> None:
    """Add a token."""
    row = emailed_token_key(token.digest) | {
        "purpose": text(token.purpose),
        "userId": text(token.user_id),
        "email": text(token.email),
        "epoch": text(token.epoch),
        "expiresAt": number(token.expires_at),
        **without_none({"newEmail": optional_text(token.new_email), "changeId": optional_text(token.change_id)}),
    }
    clients.dynamodb().put_item(TableName=settings.TABLE_NAME.value(), Item=row)


def find_token(token: str, purpose: Purpose) -> tuple[EmailedToken, User]:
    """Return a token that serves a purpose now, and its account.

    Raises
    ------
    InvalidToken
        If the token is unknown, used, expired, void or of another purpose.
    """
    key = emailed_token_key(token_digest(token))
    response = clients.dynamodb().get_item(TableName=settings.TABLE_NAME.value(), Key=key, ConsistentRead=True)
    item = response.get("Item")
    if item is None:
        raise InvalidToken
    found = _token(token_digest(token), item)
    user = find_user_by_id(found.user_id)
    if user is None or not found.is_valid(user, purpose):
        raise InvalidToken
    return found, user


def verify_email(token: EmailedToken, user: User, origin: Origin) -> None:
    """Spend a token, and record that the owner of the account's address has confirmed it.

    Parameters
    ----------
    origin : Origin
        Who has the token.

    Raises
    ------
    InvalidToken
        If another request has used the token since it was found, or has voided it.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    entry = account_entry(origin, "account.email-verified", user.user_id, *_verified(user))
    _spend(token, user, verification(user), put_entry(entry), *_announcement(user))


def reset_password(
    token: EmailedToken,
    user: User,
    password_hash: str,
    *,
    epoch: str,
    notice: TransactWriteItemTypeDef,
    origin: Origin,
) -> None:
    """Spend a token, set a new password, verify the address, and begin a new session epoch, which ends all sessions.

    Parameters
    ----------
    epoch : str
        The new session epoch, which voids all other tokens.
    notice : TransactWriteItemTypeDef
        The action that requests the notice of the change.
    origin : Origin
        Who has the token.

    Raises
    ------
    InvalidToken
        If another request has used the token since it was found, or has voided it.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    new = {"passwordHash": text(password_hash), "sessionEpoch": text(epoch)}
    changes = Change("password"), Change("sessions"), *_verified(user)
    entry = account_entry(origin, "account.password-reset", user.user_id, *changes)
    # The owner has reset the password, so a second factor may be enrolled again.
    changed = {**new, **verification(user), "mfaResetAt": None}
    _spend(token, user, changed, notice, put_entry(entry), *_announcement(user))


def _verified(user: User) -> Sequence[Change]:
    return () if user.email_verified else (Change("emailVerified", "false", "true"),)


def _announcement(user: User) -> Sequence[TransactWriteItemTypeDef]:
    """Return the requests that send what waited for the verification of an address."""
    if user.email_verified:
        return ()
    # The e-mail about a deletion may have waited, too, and its entry in the list has no link that takes it back.
    events: list[EmailEvent] = ["AddressVerified"]
    if user.deletion_at is not None:
        events.append("DeletionRequested")
    return [put_email_request(new_email_request(event, user.email)) for event in events]


def spend_token(token: EmailedToken) -> TransactWriteItemTypeDef:
    """Return the action that spends a token, once."""
    return {
        "Delete": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": emailed_token_key(token.digest),
            "ConditionExpression": "attribute_exists(PK)",
        }
    }


def with_address_and_epoch(user: User) -> Expression:
    """Return the condition that an account has the address and the epoch to which its tokens are bound."""
    no_epoch = " OR attribute_not_exists(sessionEpoch)" if user.session_epoch == NO_EPOCH else ""
    values = {":boundTo": text(user.email), ":boundEpoch": text(user.session_epoch)}
    return Expression(f"email = :boundTo AND (sessionEpoch = :boundEpoch{no_epoch})", values)


def _spend(
    token: EmailedToken,
    user: User,
    changes: Mapping[str, AttributeValueTypeDef | None],
    *others: TransactWriteItemTypeDef,
) -> None:
    update = update_if(user_key(user.user_id), changes, with_address_and_epoch(user))
    try:
        write_transaction([spend_token(token), update, *others])
    except TransactionConditionFailed as failure:
        raise InvalidToken from failure


def _token(digest: str, item: Item) -> EmailedToken:
    return EmailedToken(
        digest=digest,
        purpose=cast("Purpose", read_text(item, "purpose")),
        user_id=read_text(item, "userId"),
        email=read_text(item, "email"),
        epoch=read_text(item, "epoch"),
        expires_at=read_integer(item, "expiresAt"),
        new_email=read_optional_text(item, "newEmail"),
        change_id=read_optional_text(item, "changeId"),
    )
