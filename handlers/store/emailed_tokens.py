"""Tokens that were sent by e-mail, in the table; TTL removes them some time after they expire."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from handlers.domain.email_requests import new_email_request
from handlers.domain.emailed_tokens import EmailedToken, token_digest
from handlers.domain.errors import InvalidToken
from handlers.domain.users import NO_EPOCH
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.email_requests import put_email_request
from handlers.store.items import Item, emailed_token_key, number, read_integer, read_text, text, user_key
from handlers.store.table import TransactionConditionFailed, write_transaction
from handlers.store.users import find_user_by_id, verification

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

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


def verify_email(token: EmailedToken, user: User) -> None:
    """Spend a token, and record that the owner of the account's address has confirmed it.

    Raises
    ------
    InvalidToken
        If another request has used the token since it was found, or has voided it.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    _spend(token, _update(user, verification()), *_announcement(user))


def reset_password(
    token: EmailedToken, user: User, password_hash: str, *, epoch: str, notice: TransactWriteItemTypeDef
) -> None:
    """Spend a token, set a new password, verify the address, and begin a new session epoch, which ends all sessions.

    Parameters
    ----------
    epoch : str
        The new session epoch, which voids all other tokens.
    notice : TransactWriteItemTypeDef
        The action that requests the notice of the change.

    Raises
    ------
    InvalidToken
        If another request has used the token since it was found, or has voided it.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    new = {"passwordHash": text(password_hash), "sessionEpoch": text(epoch)}
    _spend(token, _update(user, new | verification()), notice, *_announcement(user))


def _announcement(user: User) -> Sequence[TransactWriteItemTypeDef]:
    """Return the request that sends what waited for the verification of an address."""
    return () if user.email_verified else (put_email_request(new_email_request("AddressVerified", user.email)),)


def _spend(token: EmailedToken, *changes: TransactWriteItemTypeDef) -> None:
    deletion: TransactWriteItemTypeDef = {
        "Delete": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": emailed_token_key(token.digest),
            "ConditionExpression": "attribute_exists(PK)",
        }
    }
    try:
        write_transaction([deletion, *changes])
    except TransactionConditionFailed as failure:
        raise InvalidToken from failure


def _update(user: User, changes: Item) -> TransactWriteItemTypeDef:
    """Return the action that changes an account's row while the tokens of this address and password are valid."""
    no_epoch = " OR attribute_not_exists(sessionEpoch)" if user.session_epoch == NO_EPOCH else ""
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": user_key(user.user_id),
            "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in changes),
            "ConditionExpression": f"email = :boundTo AND (sessionEpoch = :epoch{no_epoch})",
            "ExpressionAttributeNames": {f"#{name}": name for name in changes},
            "ExpressionAttributeValues": {
                **{f":{name}": value for name, value in changes.items()},
                ":boundTo": text(user.email),
                ":epoch": text(user.session_epoch),
            },
        }
    }


def _token(digest: str, item: Item) -> EmailedToken:
    return EmailedToken(
        digest=digest,
        purpose=cast("Purpose", read_text(item, "purpose")),
        user_id=read_text(item, "userId"),
        email=read_text(item, "email"),
        epoch=read_text(item, "epoch"),
        expires_at=read_integer(item, "expiresAt"),
    )
