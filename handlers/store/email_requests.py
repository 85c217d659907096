"""Requests for e-mails about accounts in the table. A request is written with its cause, or alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from handlers.domain.clock import epoch_seconds, now
from handlers.domain.email_requests import EmailRequest
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import Item, email_request_key, number, read_text, text
from handlers.store.table import put_if_absent

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.email_requests import EmailEvent

# The stream has the request; its row contains an address that may belong to nobody here.
_RETENTION_SECONDS = 24 * 3600


def add_email_request(request: EmailRequest) -> None:
    """Add a request, whatever its address."""
    clients.dynamodb().put_item(TableName=settings.TABLE_NAME.value(), Item=email_request_row(request))


def put_email_request(request: EmailRequest) -> TransactWriteItemTypeDef:
    """Return the action that adds a request in the transaction of its cause."""
    return put_if_absent(email_request_row(request))


def email_request_row(request: EmailRequest) -> Item:
    """Return the row of a request."""
    return email_request_key(request.request_id) | {
        "requestId": text(request.request_id),
        "event": text(request.event),
        "email": text(request.email),
        "expiresAt": number(epoch_seconds(now()) + _RETENTION_SECONDS),
    }


def read_email_request(item: Item) -> EmailRequest:
    """Return the request in a row."""
    return EmailRequest(
        request_id=read_text(item, "requestId"),
        event=cast("EmailEvent", read_text(item, "event")),
        email=read_text(item, "email"),
    )
