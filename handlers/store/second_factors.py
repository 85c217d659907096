"""Second factors in the table: one row per account, apart from the account's, which shows only that there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.audit import Change, account_entry
from handlers.domain.clock import now, timestamp
from handlers.domain.errors import MfaEnabled, WrongCode
from handlers.domain.ids import new_id
from handlers.domain.second_factors import Proof, SecondFactor
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.audit import put_entry
from handlers.store.emailed_tokens import with_address_and_epoch
from handlers.store.items import Item, number, read_integer, read_text, second_factor_key, session_key, text, user_key
from handlers.store.table import Expression, TransactionConditionFailed, update_if, write_transaction

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.audit import Action, Origin
    from handlers.domain.sessions import Session
    from handlers.domain.users import User


def find_second_factor(user_id: str) -> SecondFactor | None:
    """Return the second factor of an account, confirmed or not, or None."""
    key = second_factor_key(user_id)
    response = clients.dynamodb().get_item(TableName=settings.TABLE_NAME.value(), Key=key, ConsistentRead=True)
    item = response.get("Item")
    if item is None:
        return None
    return SecondFactor(
        user_id=user_id,
        secret=read_text(item, "secret"),
        last_step=read_integer(item, "lastStep"),
        recovery_digests=frozenset(item["recovery"]["SS"] if "recovery" in item else ()),
    )


def add_second_factor(factor: SecondFactor) -> None:
    """Add a second factor that isn't confirmed, in place of an earlier one that isn't either.

    Raises
    ------
    MfaEnabled
        If the account has a confirmed one.
    """
    client = clients.dynamodb()
    row = second_factor_key(factor.user_id) | {"secret": text(factor.secret), "lastStep": number(factor.last_step)}
    try:
        client.put_item(
            TableName=settings.TABLE_NAME.value(), Item=row, ConditionExpression="attribute_not_exists(confirmedAt)"
        )
    except client.exceptions.ConditionalCheckFailedException as error:
        raise MfaEnabled from error


def confirm_second_factor(
    proof: Proof,
    recovery_digests: Collection[str],
    user: User,
    session: Session,
    notice: TransactWriteItemTypeDef,
    origin: Origin,
) -> str:
    """Confirm a second factor, begin a new session epoch, which ends all sessions but one, and return it: atomically.

    The others were opened without the factor.

    Parameters
    ----------
    proof : Proof
        A valid code of the factor.
    recovery_digests : Collection[str]
        The digests of its recovery codes.
    user : User
        The account as read when its session was checked.
    session : Session
        The session to keep.
    notice : TransactWriteItemTypeDef
        The action that requests the notice of the change.
    origin : Origin
        Who makes the change.

    Raises
    ------
    WrongCode
        If another request has confirmed or replaced the factor, or the account's sessions have ended since.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    moment, epoch = text(timestamp(now())), new_id()
    confirmed: Item = {
        "confirmedAt": moment,
        "lastStep": number(proof.step or 0),
        "recovery": {"SS": sorted(recovery_digests)},
    }
    unconfirmed = _same_secret(proof.factor) & Expression("attribute_not_exists(confirmedAt)", {})
    without = Expression("attribute_not_exists(mfaSince) AND attribute_not_exists(mfaResetAt)", {})
    changes = {"mfaSince": moment, "sessionEpoch": text(epoch), "updatedAt": moment, "revision": text(new_id())}
    kept = {"epoch": text(epoch), "revision": text(new_id())}
    exists = Expression("attribute_exists(PK)", {})
    _write(
        update_if(second_factor_key(user.user_id), confirmed, unconfirmed),
        update_if(user_key(user.user_id), changes, with_address_and_epoch(user) & without),
        update_if(session_key(user.user_id, session.session_id), kept, exists),
        notice,
        _entry(origin, "account.second-factor-enrolled", user, Change("sessions")),
    )
    return epoch


def remove_second_factor(proof: Proof, user: User, notice: TransactWriteItemTypeDef, origin: Origin) -> None:
    """Remove the second factor of an account.

    Parameters
    ----------
    proof : Proof
        A valid code of the factor.
    user : User
        The account as read when the password was verified.
    notice : TransactWriteItemTypeDef
        The action that requests the notice of the change.
    origin : Origin
        Who makes the change.

    Raises
    ------
    WrongCode
        If another request has used the code or removed the factor, or the account's password or address has changed.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    unspent = _unspent(proof)
    deletion: TransactWriteItemTypeDef = {
        "Delete": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": second_factor_key(user.user_id),
            "ConditionExpression": unspent.expression,
            "ExpressionAttributeValues": unspent.values,
        }
    }
    changes = {"mfaSince": None, "updatedAt": text(timestamp(now())), "revision": text(new_id())}
    confirmed = with_address_and_epoch(user) & Expression("attribute_exists(mfaSince)", {})
    entry = _entry(origin, "account.second-factor-removed", user)
    _write(deletion, update_if(user_key(user.user_id), changes, confirmed), notice, entry)


def spend_code(proof: Proof, user: User, origin: Origin) -> Sequence[TransactWriteItemTypeDef]:
    """Return the actions that spend a code of a second factor, once; a recovery code has an entry in the audit."""
    if proof.recovery_digest is None:
        return (_spending(proof),)
    return _spending(proof), _entry(origin, "account.recovery-code-used", user)


def _spending(proof: Proof) -> TransactWriteItemTypeDef:
    unspent = _unspent(proof)
    change, spent = "SET lastStep = :step", {}
    if proof.recovery_digest is not None:
        change, spent = "DELETE recovery :spent", {":spent": {"SS": [proof.recovery_digest]}}
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": second_factor_key(proof.factor.user_id),
            "UpdateExpression": change,
            "ConditionExpression": unspent.expression,
            "ExpressionAttributeValues": {**unspent.values, **spent},
        }
    }


def _entry(origin: Origin, action: Action, user: User, *changes: Change) -> TransactWriteItemTypeDef:
    return put_entry(account_entry(origin, action, user.user_id, *changes))


def _unspent(proof: Proof) -> Expression:
    if proof.recovery_digest is not None:
        left = Expression("contains(recovery, :digest)", {":digest": text(proof.recovery_digest)})
        return _same_secret(proof.factor) & left
    return _same_secret(proof.factor) & Expression("lastStep < :step", {":step": number(proof.step or 0)})


def _same_secret(factor: SecondFactor) -> Expression:
    return Expression("secret = :secret", {":secret": text(factor.secret)})


def _write(*actions: TransactWriteItemTypeDef) -> None:
    try:
        write_transaction(actions)
    except TransactionConditionFailed as failure:
        raise WrongCode from failure
