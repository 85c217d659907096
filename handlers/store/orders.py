"""Orders in the table: lookups by id, and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from handlers.domain.errors import NotFound
from handlers.domain.orders import Address, Order, OrderLine, Status
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import (
    ITEM_PREFIX,
    Item,
    number,
    optional_text,
    order_index_keys,
    order_item_key,
    order_key,
    order_status_keys,
    read_decimal,
    read_integer,
    read_optional_text,
    read_text,
    status_partition,
    text,
    without_none,
)
from handlers.store.shards import shard

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from handlers.domain.products import Currency


def find_order(user_id: str, order_id: str) -> Order:
    """Return an order of a user.

    Raises
    ------
    NotFound
        If the user has no order with this id.
    """
    key = order_key(user_id, order_id)
    response = clients.dynamodb().get_item(TableName=settings.TABLE_NAME.value(), Key=key, ConsistentRead=True)
    if "Item" not in response:
        raise NotFound("order")
    return read_order(response["Item"])


def find_buyer(order_id: str) -> str:
    """Return the user id of an order's buyer, read from one of the order's lines.

    Raises
    ------
    NotFound
        If the order doesn't exist.
    """
    response = clients.dynamodb().query(
        TableName=settings.TABLE_NAME.value(),
        ConsistentRead=True,
        KeyConditionExpression="PK = :order AND begins_with(SK, :item)",
        ExpressionAttributeValues={":order": order_item_key(order_id, "")["PK"], ":item": text(ITEM_PREFIX)},
        Limit=1,
    )
    if not response["Items"]:
        raise NotFound("order")
    return read_text(response["Items"][0], "userId")


def order_row(order: Order) -> Item:
    """Return the row of an order."""
    own = {
        "orderId": text(order.order_id),
        "userId": text(order.user_id),
        "items": {"L": [{"M": _line_attributes(line)} for line in order.items]},
        "totalAmount": number(order.total_amount),
        "currency": text(order.currency),
        "shippingAddress": address_attributes(order.shipping_address),
        "createdAt": text(order.created_at),
        "idempotencyKey": text(order.idempotency_key),
    }
    return (
        order_key(order.user_id, order.order_id)
        | order_index_keys(order.order_id, order.user_id)
        | cast("Item", own)
        | without_none(status_attributes(order))
    )


def address_attributes(address: Address) -> AttributeValueTypeDef:
    """Return the value of the attribute ``shippingAddress``."""
    fields: Item = {
        "street": text(address.street),
        "city": text(address.city),
        "postalCode": text(address.postal_code),
        "country": text(address.country),
    }
    return {"M": fields}


def status_attributes(order: Order) -> dict[str, AttributeValueTypeDef | None]:
    """Return the attributes of an order's row that change with its status; None for one without a value."""
    partition = shard(status_partition(order.status), order.order_id, settings.ORDER_LIST_SHARDS.value())
    return {
        **order_status_keys(partition, order.created_at, order.order_id),
        "status": text(order.status),
        "paymentId": optional_text(order.payment_id),
        "updatedAt": text(order.updated_at),
        "revision": text(order.revision),
    }


def order_item_rows(order: Order) -> list[Item]:
    """Return the rows of an order's lines."""
    return [
        order_item_key(order.order_id, line.product_id)
        | {"orderId": text(order.order_id), "userId": text(order.user_id), "subtotal": number(line.subtotal)}
        | _line_attributes(line)
        for line in order.items
    ]


def read_order(item: Item) -> Order:
    """Return the order in a row."""
    return Order(
        order_id=read_text(item, "orderId"),
        user_id=read_text(item, "userId"),
        items=tuple(_line(cast("Item", line["M"])) for line in item["items"]["L"]),
        total_amount=read_decimal(item, "totalAmount"),
        currency=cast("Currency", read_text(item, "currency")),
        status=cast("Status", read_text(item, "status")),
        payment_id=read_optional_text(item, "paymentId"),
        shipping_address=_address(cast("Item", item["shippingAddress"]["M"])),
        created_at=read_text(item, "createdAt"),
        updated_at=read_text(item, "updatedAt"),
        revision=read_text(item, "revision"),
        idempotency_key=read_text(item, "idempotencyKey"),
    )


def _line_attributes(line: OrderLine) -> Item:
    return {
        "productId": text(line.product_id),
        "productName": text(line.product_name),
        "quantity": number(line.quantity),
        "price": number(line.price),
        **({"stockRow": number(line.stock_row)} if line.stock_row else {}),
    }


def _line(item: Item) -> OrderLine:
    return OrderLine(
        product_id=read_text(item, "productId"),
        product_name=read_text(item, "productName"),
        quantity=read_integer(item, "quantity"),
        price=read_decimal(item, "price"),
        stock_row=read_integer(item, "stockRow") if "stockRow" in item else 0,
    )


def _address(item: Item) -> Address:
    return Address(
        street=read_text(item, "street"),
        city=read_text(item, "city"),
        postal_code=read_text(item, "postalCode"),
        country=read_text(item, "country"),
    )
