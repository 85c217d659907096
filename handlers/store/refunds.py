"""Refunds in the table: a row is written when an order is cancelled, and is due until the refund is completed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from handlers.domain.clock import now, timestamp
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import DUE_REFUNDS, GSI2, Item, due_refund_keys, read_text, refund_key, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handlers.domain.orders import Order


def due_refund_row(order: Order) -> Item:
    """Return the row of the due refund of a cancelled order."""
    return (
        refund_key(order.order_id)
        | due_refund_keys(order.created_at, order.order_id)
        | {
            "orderId": text(order.order_id),
            "userId": text(order.user_id),
            "refund": text("due"),
            "updatedAt": text(order.updated_at),
        }
    )


def iter_due_refunds() -> Iterator[str]:
    """Yield the order id of every due refund, oldest first: one query per page."""
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=settings.TABLE_NAME.value(),
            IndexName=GSI2,
            KeyConditionExpression="GSI2PK = :due",
            ExpressionAttributeValues={":due": text(DUE_REFUNDS)},
        )
    )
    return (read_text(row, "orderId") for page in pages for row in page["Items"])


def complete_refund(order_id: str) -> None:
    """Mark an order's refund as completed, or as not needed because nothing was charged and nothing will be."""
    client = clients.dynamodb()
    # The condition fails if another process, or this call before the SDK's retry, has completed it.
    with suppress(client.exceptions.ConditionalCheckFailedException):
        client.update_item(
            TableName=settings.TABLE_NAME.value(),
            Key=refund_key(order_id),
            UpdateExpression="SET refund = :done, updatedAt = :now REMOVE GSI2PK, GSI2SK",
            ConditionExpression="refund = :due",
            ExpressionAttributeValues={
                ":due": text("due"),
                ":done": text("done"),
                ":now": text(timestamp(now())),
            },
        )
