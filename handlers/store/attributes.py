"""Conversion to and from DynamoDB's attribute values, without boto3's serializer, which has to detect every type.

A row has DynamoDB's own format, such as ``{"name": {"S": "Mug"}, "price": {"N": "9.90"}}``. Reading an attribute that
is missing or of another type raises `KeyError`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from handlers.store.keys import Item


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
