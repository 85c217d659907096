"""Products for both peers: the contract's models, and access to the table.

It is what an engineer would write with pydantic and boto3 under any framework. Rows are deserialized by hand: boto3's
deserializer is slower, which would not be the framework's fault.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

import boto3
from botocore.config import Config
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic.alias_generators import to_camel

from problems import Fault, ProblemError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    type Item = Mapping[str, AttributeValueTypeDef]

PRODUCT_ID = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"
CATEGORY = "^[a-z0-9][a-z0-9-]{0,49}$"
PAGE_TOKEN = "^[A-Za-z0-9_.-]+$"
ENTITY_TAGS = r'^(\*|(W/)?"[!#-~]{0,64}"([ \t]*,[ \t]*(W/)?"[!#-~]{0,64}"){0,9})$'
_TAG = re.compile(r'"([!#-~]*)"')
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LIST = "PRODUCTS"
_CHECKSUM_BYTES = 12
_OMIT_NONE = Field(exclude_if=lambda value: value is None)
_CLIENT = boto3.client(
    "dynamodb", config=Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})
)


def _not_text(value: object) -> object:
    if isinstance(value, str | bool):
        raise ValueError("value is not a number")  # as pydantic requires
    return value


type Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]
type Description = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$")]
type Currency = Literal["USD", "EUR", "GBP"]
type Category = Annotated[str, Field(pattern=CATEGORY)]
type Price = Annotated[
    Decimal,
    BeforeValidator(_not_text),
    Field(strict=False, ge=0, le=1_000_000, multiple_of=Decimal("0.01")),
    PlainSerializer(float, return_type=float, when_used="json"),
]


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, strict=True, extra="forbid")


class ProductCreate(_Model):
    name: Name
    description: Description = None  # type: ignore[assignment]  # left out, but never null
    price: Price
    currency: Currency = "USD"
    category: Category
    stock: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    is_active: bool = True


class Product(_Model):
    """A product as the catalogue shows it; its revision is its ETag."""

    product_id: str
    name: str
    description: Annotated[str | None, _OMIT_NONE] = None
    price: Price
    currency: Currency
    category: str
    stock: int
    is_active: bool
    image_url: Annotated[str | None, _OMIT_NONE] = None
    created_at: str
    updated_at: str
    revision: Annotated[str, Field(exclude=True)]

    @property
    def etag(self) -> str:
        return f'"{self.revision}"'

    def is_known(self, if_none_match: str | None) -> bool:
        """Return whether a client with this ``If-None-Match`` has this revision."""
        return if_none_match is not None and (if_none_match == "*" or self.revision in _TAG.findall(if_none_match))


class ProductPage(_Model):
    items: list[Product]
    next_page: Annotated[str | None, _OMIT_NONE] = None


def find_product(product_id: str) -> Product:
    """Return an active product; raise a 404 if there is none."""
    key: Item = {"PK": {"S": f"PRODUCT#{product_id}"}, "SK": {"S": "METADATA"}}
    item = _CLIENT.get_item(TableName=os.environ["TABLE_NAME"], Key=key, ConsistentRead=True).get("Item")
    if item is None or not item["isActive"]["BOOL"]:
        raise ProblemError(404, "The product doesn't exist.")
    return _product(item)


def list_products(category: str | None, limit: int, page: str | None) -> ProductPage:
    """Return a page of the active products, newest first; raise a 400 for another list's page token."""
    index, partition = ("GSI2", _LIST) if category is None else ("GSI1", f"CATEGORY#{category}")
    start: dict[str, Item] = {}
    if page is not None:
        key = f"PRODUCT#{read_token(page, of_list=partition)}"
        position: Item = {"PK": {"S": key}, "SK": {"S": "METADATA"}}
        position = {**position, f"{index}PK": {"S": partition}, f"{index}SK": {"S": key}}
        start = {"ExclusiveStartKey": position}
    found = _CLIENT.query(
        TableName=os.environ["TABLE_NAME"],
        IndexName=index,
        KeyConditionExpression=f"{index}PK = :partition",
        ExpressionAttributeValues={":partition": {"S": partition}},
        ScanIndexForward=False,
        Limit=limit + 1,
        **start,  # type: ignore[arg-type]  # the stubs want a literal for an optional argument
    )
    items = [_product(item) for item in found["Items"][:limit]]
    more = len(found["Items"]) > limit or "LastEvaluatedKey" in found
    return ProductPage(items=items, next_page=make_token(items[-1].product_id, of_list=partition) if more else None)


def add_product(new: ProductCreate) -> Product:
    moment = datetime.now(UTC)
    written = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    product = Product(
        **(new.model_dump() | {"price": new.price + 0}),  # no sign on a zero
        product_id=_ulid(moment),
        created_at=written,
        updated_at=written,
        revision=_ulid(moment),
    )
    # The id is new: if it exists, boto3 has retried a call that had succeeded.
    with suppress(_CLIENT.exceptions.ConditionalCheckFailedException):
        _CLIENT.put_item(
            TableName=os.environ["TABLE_NAME"], Item=_item(product), ConditionExpression="attribute_not_exists(PK)"
        )
    return product


def make_token(position: str, *, of_list: str) -> str:
    """Return the token of a position: with a checksum that binds it to its list."""
    checksum = hashlib.sha256(f"{of_list}\n{position}".encode()).digest()[:_CHECKSUM_BYTES]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (position.encode(), checksum))


def read_token(token: str, *, of_list: str) -> str:
    """Return the position of a token; raise a 400 for a token of another list."""
    encoded = token.partition(".")[0]
    try:
        position = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        position = ""
    if make_token(position, of_list=of_list) != token:
        fault: Fault = {"pointer": "/query/page", "detail": "token is not one of this list"}
        raise ProblemError(400, "The request has 1 error.", faults=[fault])
    return position


def _product(item: Item) -> Product:
    return Product(
        product_id=item["productId"]["S"],
        name=item["name"]["S"],
        description=item["description"]["S"] if "description" in item else None,
        price=Decimal(item["price"]["N"]),
        currency=item["currency"]["S"],  # type: ignore[arg-type]  # pydantic looks which it is
        category=item["category"]["S"],
        stock=int(item["stock"]["N"]),
        is_active=item["isActive"]["BOOL"],
        image_url=f"{os.environ['IMAGE_BASE_URL']}/{item['imageKey']['S']}" if "imageKey" in item else None,
        created_at=item["createdAt"]["S"],
        updated_at=item["updatedAt"]["S"],
        revision=item["revision"]["S"],
    )


def _item(product: Product) -> Item:
    key = f"PRODUCT#{product.product_id}"
    item: dict[str, AttributeValueTypeDef] = {
        "PK": {"S": key},
        "SK": {"S": "METADATA"},
        "productId": {"S": product.product_id},
        "name": {"S": product.name},
        "price": {"N": str(product.price)},
        "currency": {"S": product.currency},
        "category": {"S": product.category},
        "stock": {"N": str(product.stock)},
        "isActive": {"BOOL": product.is_active},
        "createdAt": {"S": product.created_at},
        "updatedAt": {"S": product.updated_at},
        "revision": {"S": product.revision},
    }
    if product.description is not None:
        item["description"] = {"S": product.description}
    if product.is_active:
        item |= {"GSI1PK": {"S": f"CATEGORY#{product.category}"}, "GSI1SK": {"S": key}}
        item |= {"GSI2PK": {"S": _LIST}, "GSI2SK": {"S": key}}
    return item


def _ulid(moment: datetime) -> str:
    number = int(moment.timestamp() * 1000) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[number >> 5 * place & 31] for place in reversed(range(26)))
