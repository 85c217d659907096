"""E-mails that wait until their account's address is verified: one row per account, which lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.errors import Unavailable
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import delayed_emails_key, text, user_key
from handlers.store.table import TransactionConditionFailed, write_transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


def delay_email(user_id: str, entry: str) -> None:
    """Add an e-mail to an account's list; adding it again has no effect.

    Parameters
    ----------
    entry : str
        The event and, for an order's, its id.

    Raises
    ------
    Unavailable
        If the address has been verified since: the list is sent only once, so send the e-mail instead.
    """
    table = settings.TABLE_NAME.value()
    addition: TransactWriteItemTypeDef = {
        "Update": {
            "TableName": table,
            "Key": delayed_emails_key(user_id),
            "UpdateExpression": "ADD entries :entry",
            "ExpressionAttributeValues": {":entry": {"SS": [entry]}},
        }
    }
    check: TransactWriteItemTypeDef = {
        "ConditionCheck": {
            "TableName": table,
            "Key": user_key(user_id),
            "ConditionExpression": "userId = :user AND attribute_not_exists(emailVerifiedAt)",
            "ExpressionAttributeValues": {":user": text(user_id)},
        }
    }
    try:
        write_transaction([addition, check])
    except TransactionConditionFailed as failure:
        raise Unavailable("a delay of an e-mail whose address has been verified") from failure


def find_delayed_emails(user_id: str) -> Sequence[str]:
    """Return an account's list, in any order."""
    key = delayed_emails_key(user_id)
    response = clients.dynamodb().get_item(TableName=settings.TABLE_NAME.value(), Key=key, ConsistentRead=True)
    return response["Item"]["entries"]["SS"] if "Item" in response else []


def delete_delayed_emails(user_id: str) -> None:
    """Delete an account's list after it was sent."""
    clients.dynamodb().delete_item(TableName=settings.TABLE_NAME.value(), Key=delayed_emails_key(user_id))
