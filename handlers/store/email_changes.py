"""Changes of an account's address, and their undoing: each is one transaction.

The guard row of the address that an account leaves stays for as long as the change can be undone, so that nobody else
gets it. The account's row has the ids of these changes: undoing one undoes the later ones, too, and voids their tokens.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from handlers.domain.audit import Change, account_entry, user_origin
from handlers.domain.clock import epoch_seconds, now
from handlers.domain.email_requests import EMAIL_CHANGES_LIMIT, new_email_request
from handlers.domain.emailed_tokens import UNDO_SECONDS
from handlers.domain.errors import EmailTaken, InvalidToken
from handlers.runtime import settings
from handlers.store.audit import put_entry
from handlers.store.deletions import take_back_deletion
from handlers.store.email_requests import put_email_request
from handlers.store.emailed_tokens import find_token, spend_token, with_address_and_epoch
from handlers.store.items import email_guard_key, number, text, user_index_keys, user_key
from handlers.store.replaced_users import take_address
from handlers.store.table import MAX_ACTIONS, Expression, retry_on_conflict, try_transaction, update_if
from handlers.store.user_rows import verification

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

    from handlers.domain.audit import Origin
    from handlers.domain.users import User


def confirm_email_change(token: str, *, network: str) -> User:
    """Change the address of the account that a token belongs to, and return the account as it was.

    Parameters
    ----------
    network : str
        The network of whoever has the token.

    Raises
    ------
    InvalidToken
        If the token isn't valid, or another account has taken the address since.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    return retry_on_conflict(partial(_confirm, token, network))


def undo_email_change(token: str, *, epoch: str, network: str) -> User:
    """Restore the address that a token belongs to, end all sessions, and return the account as it was.

    A request to delete the account is taken back: its e-mail went to the other address.

    Parameters
    ----------
    epoch : str
        The new session epoch, which voids all tokens but those that undo earlier changes.
    network : str
        The network of whoever has the token.

    Raises
    ------
    InvalidToken
        If the token isn't valid.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    return retry_on_conflict(partial(_undo, token, epoch, network))


def _confirm(text_of_token: str, network: str) -> User:
    token, user = find_token(text_of_token, "email-change")
    notice = new_email_request("EmailChanged", user.email, changing=user)
    origin = user_origin(user.user_id, network)
    entry = account_entry(origin, "account.email-changed", user.user_id, Change("email"))
    recent = user.email_changes - EMAIL_CHANGES_LIMIT.expired(user.email_changes, now())
    changes = _new_address(user, str(token.new_email), {*recent, notice.request_id})
    actions = [
        spend_token(token),
        update_if(user_key(user.user_id), changes, with_address_and_epoch(user) & _unchanged(user)),
        _reserve(user),
        put_email_request(notice),
        put_entry(entry),
    ]
    try_transaction([*actions, *_take(str(token.new_email), user, origin, room=MAX_ACTIONS - len(actions))])
    return user


def _undo(text_of_token: str, epoch: str, network: str) -> User:
    token, user = find_token(text_of_token, "email-undo")
    earlier = {each for each in user.email_changes if each < str(token.change_id)}
    changes = _new_address(user.restored(), token.email, earlier) | {"sessionEpoch": text(epoch), "deletionAt": None}
    notice = new_email_request("EmailChangeUndone", token.email)
    origin = user_origin(user.user_id, network)
    undone = [Change("email"), Change("sessions")]
    if user.deletion_at is not None:
        undone.append(Change("deletionAt", before=user.deletion_at))
    entry = account_entry(origin, "account.email-change-undone", user.user_id, *undone)
    actions = [
        spend_token(token),
        update_if(user_key(user.user_id), changes, _unchanged(user)),
        put_email_request(notice),
        put_entry(entry),
        *take_back_deletion(user),
    ]
    if token.email != user.email:
        actions.append(_release(user))
        actions += _take(token.email, user, origin, room=MAX_ACTIONS - len(actions))
    try_transaction(actions)
    return user


def _new_address(user: User, email: str, changes: Collection[str]) -> dict[str, AttributeValueTypeDef | None]:
    # A set has at least one element.
    kept: AttributeValueTypeDef | None = {"SS": sorted(changes)} if changes else None
    return user_index_keys(email) | verification(user) | {"email": text(email), "emailChanges": kept}


def _unchanged(user: User) -> Expression:
    """Return the condition that neither address nor profile has changed since the account was read."""
    return Expression(
        "email = :read AND revision = :revisionRead", {":read": text(user.email), ":revisionRead": text(user.revision)}
    )


def _take(email: str, user: User, origin: Origin, *, room: int) -> Sequence[TransactWriteItemTypeDef]:
    try:
        return take_address(email, user.user_id, room=room, origin=origin)
    except EmailTaken as error:
        raise InvalidToken from error


def _reserve(user: User) -> TransactWriteItemTypeDef:
    """Return the action that keeps an address for the account that leaves it, while it can return."""
    end = number(epoch_seconds(now()) + UNDO_SECONDS)
    return update_if(email_guard_key(user.email), {"expiresAt": end}, _is_own(user))


def _release(user: User) -> TransactWriteItemTypeDef:
    own = _is_own(user)
    return {
        "Delete": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": email_guard_key(user.email),
            "ConditionExpression": own.expression,
            "ExpressionAttributeValues": own.values,
        }
    }


def _is_own(user: User) -> Expression:
    return Expression("userId = :own", {":own": text(user.user_id)})
