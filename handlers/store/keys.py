"""Every key of the single table, in one place.

==============  ===================  ===================  ==================  ====================
row             PK                   SK                   GSI1PK / GSI1SK     GSI2PK / GSI2SK
==============  ===================  ===================  ==================  ====================
user            USER#<userId>        PROFILE              EMAIL#<email>
                                                          USER
e-mail guard    EMAIL#<email>        GUARD
session         USER#<userId>        SESSION#<sessionId>
product         PRODUCT#<productId>  METADATA             CATEGORY#<category> PRODUCTS
                                                          PRODUCT#<productId> PRODUCT#<productId>
==============  ===================  ===================  ==================  ====================

Of the products only the active ones carry index keys, so their lists hold no others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

type Item = dict[str, AttributeValueTypeDef]

GSI1 = "GSI1"
GSI2 = "GSI2"
SESSION_PREFIX = "SESSION#"
ALL_PRODUCTS = "PRODUCTS"


def user_key(user_id: str) -> Item:
    """Return the key of a user."""
    return _key(f"USER#{user_id}", "PROFILE")


def user_index_keys(email: str) -> Item:
    """Return a user's index keys."""
    return {"GSI1PK": {"S": f"EMAIL#{email}"}, "GSI1SK": {"S": "USER"}}


def email_guard_key(email: str) -> Item:
    """Return the key of the row that keeps an address to one account."""
    return _key(f"EMAIL#{email}", "GUARD")


def session_key(user_id: str, session_id: str) -> Item:
    """Return the key of a session.

    Parameters
    ----------
    user_id : str
        The ULID of the user whose partition it is in.
    session_id : str
        The session's own id, unique among the user's.
    """
    return _key(f"USER#{user_id}", f"{SESSION_PREFIX}{session_id}")


def product_key(product_id: str) -> Item:
    """Return the key of a product."""
    return _key(f"PRODUCT#{product_id}", "METADATA")


def product_index_keys(product_id: str, category: str) -> Item:
    """Return the index keys of an active product.

    Parameters
    ----------
    product_id : str
        A ULID, so that the indexes list products by their age.
    category : str
        The category whose list it is in, exactly as written.

    Returns
    -------
    Item
        ``GSI1PK``, ``GSI1SK``, ``GSI2PK`` and ``GSI2SK``.
    """
    return {
        "GSI1PK": {"S": category_partition(category)},
        "GSI1SK": {"S": f"PRODUCT#{product_id}"},
        "GSI2PK": {"S": ALL_PRODUCTS},
        "GSI2SK": {"S": f"PRODUCT#{product_id}"},
    }


def category_partition(category: str) -> str:
    """Return the GSI1 partition of a category."""
    return f"CATEGORY#{category}"


def _key(partition: str, sort: str) -> Item:
    return {"PK": {"S": partition}, "SK": {"S": sort}}
