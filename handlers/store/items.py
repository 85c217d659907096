"""The items of the single table: their keys, and attribute values, converted without boto3's slower serializer.

================  ===================  ===========================  ===================  ===========================
row               PK                   SK                           GSI1PK / GSI1SK      GSI2PK / GSI2SK
================  ===================  ===========================  ===================  ===========================
user              USER#<userId>        PROFILE                      EMAIL#<email>        USERS#<status>
                                                                    USER                 USER#<userId>
admins            ADMINS               ADMINS
e-mail guard      EMAIL#<email>        GUARD
e-mail request    EMAIL_REQUEST#<id>   REQUEST
e-mailed token    TOKEN#<digest>       TOKEN
delayed e-mails   USER#<userId>        DELAYED_EMAILS
second factor     USER#<userId>        SECOND_FACTOR
session           USER#<userId>        SESSION#<sessionId>
deletion          USER#<userId>        DELETION                                          DELETIONS
                                                                                         <dueAt>#<userId>
product           PRODUCT#<productId>  METADATA                     CATEGORY#<category>  PRODUCTS
                                                                    PRODUCT#<productId>  PRODUCT#<productId>
stock             PRODUCT#<productId>  STOCK
                  #<number>
stock adjustment  PRODUCT#<productId>  ADJUSTMENT#<adjustmentId>
cart line         USER#<userId>        CART#<productId>
cart guard        USER#<userId>        CART
order             USER#<userId>        ORDER#<orderId>              ORDER#<orderId>      STATUS#<status>
                                                                    USER#<userId>        ORDER#<createdAt>#<orderId>
order item        ORDER#<orderId>      ITEM#<productId>
refund            ORDER#<orderId>      REFUND                                            REFUNDS
                                                                                         ORDER#<createdAt>#<orderId>
delivery          that of its order    DELIVERY#<event>#<channel>
                  or e-mail request
idempotency       USER#<userId>        IDEMPOTENCY#<operation>#
                                       <key>
payment charge    PAYMENT#<key>        CHARGE
attempts          ATTEMPTS#<digest>    ATTEMPTS
audit entry       AUDIT#<target>       ENTRY#<auditId>              AUDIT_ACTOR#<actor>  AUDIT
                                                                    ENTRY#<auditId>      ENTRY#<auditId>
================  ===================  ===========================  ===================  ===========================

The partitions PRODUCTS, USERS#<status>, STATUS#<status> and AUDIT may have shards: `handlers.store.shards`. Inactive
products have keys in GSI2 only, in the partition INACTIVE_PRODUCTS; deleted ones have none. Of refunds only those that
are due have index keys. An order's index key ends with its id, so that orders of the same millisecond have a stable
order. A product's units lie in its stock rows, outside the indexes: `handlers.store.stock_rows`. The row ADMINS has the
ids of the active admins.

Reading an attribute that is missing or of another type raises `KeyError`.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

type Item = dict[str, AttributeValueTypeDef]

GSI1 = "GSI1"
GSI2 = "GSI2"
SESSION_PREFIX = "SESSION#"
CART_PREFIX = "CART"
ORDER_PREFIX = "ORDER#"
EMAIL_REQUEST_PREFIX = "EMAIL_REQUEST#"
ITEM_PREFIX = "ITEM#"
ADJUSTMENT_PREFIX = "ADJUSTMENT#"
STOCK = "STOCK"
DELETION = "DELETION"
DUE_DELETIONS = "DELETIONS"
ALL_PRODUCTS = "PRODUCTS"
INACTIVE_PRODUCTS = "INACTIVE_PRODUCTS"
DUE_REFUNDS = "REFUNDS"
AUDIT_PREFIX = "AUDIT#"
AUDIT_ENTRY_PREFIX = "ENTRY#"
ALL_AUDIT_ENTRIES = "AUDIT"
ADMINS: Item = {"PK": {"S": "ADMINS"}, "SK": {"S": "ADMINS"}}


def user_key(user_id: str) -> Item:
    """Return the key of a user."""
    return _key(f"USER#{user_id}", "PROFILE")


def user_index_keys(email: str) -> Item:
    """Return a user's index keys."""
    return {"GSI1PK": {"S": f"EMAIL#{email}"}, "GSI1SK": {"S": "USER"}}


def user_list_keys(partition: str, user_id: str) -> Item:
    """Return a user's keys in the second index, which change with the account's status; the partition is a shard."""
    return {"GSI2PK": {"S": partition}, "GSI2SK": {"S": f"USER#{user_id}"}}


def user_status_partition(status: str) -> str:
    """Return the GSI2 partition of the accounts with a status."""
    return f"USERS#{status}"


def email_guard_key(email: str) -> Item:
    """Return the key of the row that makes an e-mail address unique."""
    return _key(f"EMAIL#{email}", "GUARD")


def email_request_key(request_id: str) -> Item:
    """Return the key of the request for an e-mail about an account."""
    return _key(f"{EMAIL_REQUEST_PREFIX}{request_id}", "REQUEST")


def delayed_emails_key(user_id: str) -> Item:
    """Return the key of the list of a user's e-mails that wait until the address is verified."""
    return _key(f"USER#{user_id}", "DELAYED_EMAILS")


def deletion_key(user_id: str) -> Item:
    """Return the key of the request to delete a user, which stays until everything else is erased."""
    return _key(f"USER#{user_id}", DELETION)


def deletion_index_keys(due_at: str, user_id: str) -> Item:
    """Return the index keys of a request to delete a user, by which the due ones are found."""
    return {"GSI2PK": {"S": DUE_DELETIONS}, "GSI2SK": {"S": f"{due_at}#{user_id}"}}


def second_factor_key(user_id: str) -> Item:
    """Return the key of a user's second factor."""
    return _key(f"USER#{user_id}", "SECOND_FACTOR")


def emailed_token_key(digest: str) -> Item:
    """Return the key of a token that was sent by e-mail."""
    return _key(f"TOKEN#{digest}", "TOKEN")


def session_key(user_id: str, session_id: str) -> Item:
    """Return the key of a session.

    Parameters
    ----------
    user_id : str
        The ULID of the user, which is the partition.
    session_id : str
        The session's ULID.
    """
    return _key(f"USER#{user_id}", f"{SESSION_PREFIX}{session_id}")


def product_key(product_id: str) -> Item:
    """Return the key of a product."""
    return _key(f"PRODUCT#{product_id}", "METADATA")


def product_index_keys(product_id: str, category: str, partition: str = ALL_PRODUCTS) -> Item:
    """Return the index keys of an active product.

    Parameters
    ----------
    product_id : str
        A ULID, so that the indexes sort products by age.
    category : str
        The product's category; case-sensitive.
    partition : str
        The shard of the list of all products.

    Returns
    -------
    Item
        ``GSI1PK``, ``GSI1SK``, ``GSI2PK`` and ``GSI2SK``.
    """
    return {
        "GSI1PK": {"S": category_partition(category)},
        "GSI1SK": {"S": f"PRODUCT#{product_id}"},
        "GSI2PK": {"S": partition},
        "GSI2SK": {"S": f"PRODUCT#{product_id}"},
    }


def inactive_product_index_keys(product_id: str) -> Item:
    """Return the index keys of an inactive product."""
    return {"GSI2PK": {"S": INACTIVE_PRODUCTS}, "GSI2SK": {"S": f"PRODUCT#{product_id}"}}


def stock_row_key(product_id: str, number: int) -> Item:
    """Return the key of a stock row, each in a partition of its own, so that they share no partition's limits."""
    return _key(f"PRODUCT#{product_id}#{number:02}", STOCK)


def stock_adjustment_key(product_id: str, adjustment_id: str) -> Item:
    """Return the key of an adjustment of a product's stock."""
    return _key(f"PRODUCT#{product_id}", f"{ADJUSTMENT_PREFIX}{adjustment_id}")


def category_partition(category: str) -> str:
    """Return the GSI1 partition of a category."""
    return f"CATEGORY#{category}"


def cart_line_key(user_id: str, product_id: str) -> Item:
    """Return the key of a line of a user's cart."""
    return _key(f"USER#{user_id}", f"{CART_PREFIX}#{product_id}")


def cart_guard_key(user_id: str) -> Item:
    """Return the key of the row that changes with every new line of a cart."""
    return _key(f"USER#{user_id}", CART_PREFIX)


def order_key(user_id: str, order_id: str) -> Item:
    """Return the key of an order, in its buyer's partition."""
    return _key(f"USER#{user_id}", f"{ORDER_PREFIX}{order_id}")


def order_index_keys(order_id: str, user_id: str) -> Item:
    """Return an order's keys in the first index."""
    return {"GSI1PK": {"S": f"ORDER#{order_id}"}, "GSI1SK": {"S": f"USER#{user_id}"}}


def order_status_keys(partition: str, created_at: str, order_id: str) -> Item:
    """Return an order's keys in the second index, which change with its status; the partition is a shard of it."""
    return {"GSI2PK": {"S": partition}, "GSI2SK": {"S": order_age_key(created_at, order_id)}}


def status_partition(status: str) -> str:
    """Return the GSI2 partition of the orders with a status."""
    return f"STATUS#{status}"


def order_age_key(created_at: str, order_id: str = "") -> str:
    """Return the GSI2 sort key of an order; without the id, the lower bound for that time."""
    return f"{ORDER_PREFIX}{created_at}#{order_id}"


def order_partition(order_id: str) -> str:
    """Return the partition of an order's lines, refund and deliveries."""
    return f"ORDER#{order_id}"


def order_item_key(order_id: str, product_id: str) -> Item:
    """Return the key of a line of an order."""
    return _key(order_partition(order_id), f"{ITEM_PREFIX}{product_id}")


def refund_key(order_id: str) -> Item:
    """Return the key of an order's refund."""
    return _key(order_partition(order_id), "REFUND")


def due_refund_keys(created_at: str, order_id: str) -> Item:
    """Return the index keys of a refund that is due."""
    return {"GSI2PK": {"S": DUE_REFUNDS}, "GSI2SK": {"S": order_age_key(created_at, order_id)}}


def delivery_key(partition: str, event: str, channel: str) -> Item:
    """Return the key of the delivery of a notification.

    Parameters
    ----------
    partition : str
        The partition of its order's lines, or of its e-mail request.
    event : str
        The name of the event, such as ``OrderPlaced``.
    channel : str
        The name of the channel, such as ``mail``.
    """
    return _key(partition, f"DELIVERY#{event}#{channel}")


def idempotency_key(user_id: str, operation_id: str, key: str) -> Item:
    """Return the key of the record of a caller's Idempotency-Key for an operation."""
    return _key(f"USER#{user_id}", f"IDEMPOTENCY#{operation_id}#{key}")


def charge_key(key: str) -> Item:
    """Return the key of a charge of the payment mock.

    Parameters
    ----------
    key : str
        The idempotency key of the payment: the order's id.
    """
    return _key(f"PAYMENT#{key}", "CHARGE")


def attempts_key(scope: str) -> Item:
    """Return the key of a throttle counter.

    Parameters
    ----------
    scope : str
        The action, network address and account that are counted. The key contains only its hash, as it is personal
        data.
    """
    return _key(f"ATTEMPTS#{hashlib.sha256(scope.encode()).hexdigest()}", "ATTEMPTS")


def audit_entry_key(target: str, audit_id: str) -> Item:
    """Return the key of an entry of the audit, in the partition of its target."""
    return _key(f"{AUDIT_PREFIX}{target}", f"{AUDIT_ENTRY_PREFIX}{audit_id}")


def audit_index_keys(actor: str, partition: str, audit_id: str) -> Item:
    """Return the index keys of an entry of the audit; the partition is a shard of the list of all entries."""
    sort = text(f"{AUDIT_ENTRY_PREFIX}{audit_id}")
    return {
        "GSI1PK": text(audit_actor_partition(actor)),
        "GSI1SK": sort,
        "GSI2PK": text(partition),
        "GSI2SK": sort,
    }


def audit_actor_partition(actor: str) -> str:
    """Return the GSI1 partition of an actor's entries of the audit."""
    return f"AUDIT_ACTOR#{actor}"


def _key(partition: str, sort: str) -> Item:
    return {"PK": {"S": partition}, "SK": {"S": sort}}


def text(value: str) -> AttributeValueTypeDef:
    """Return a string as an attribute value."""
    return {"S": value}


def number(value: Decimal | int) -> AttributeValueTypeDef:
    """Return a number as an attribute value, exactly."""
    return {"N": str(value)}


def boolean(value: bool) -> AttributeValueTypeDef:
    """Return a boolean as an attribute value."""
    return {"BOOL": value}


def optional_text(value: str | None) -> AttributeValueTypeDef | None:
    """Return a string as an attribute value; None stays None."""
    return None if value is None else {"S": value}


def without_none(attributes: Mapping[str, AttributeValueTypeDef | None]) -> Item:
    """Return the attributes without those that are None."""
    return {name: value for name, value in attributes.items() if value is not None}


def read_text(item: Item, name: str) -> str:
    """Return a string of a row."""
    return item[name]["S"]


def read_optional_text(item: Item, name: str) -> str | None:
    """Return a string of a row, or None if the attribute is missing."""
    return item[name]["S"] if name in item else None


def read_decimal(item: Item, name: str) -> Decimal:
    """Return a number of a row, exactly."""
    return Decimal(item[name]["N"])


def read_integer(item: Item, name: str) -> int:
    """Return an integer of a row."""
    return int(item[name]["N"])
