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
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

import boto3
from botocore.config import Config
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic.alias_generators import to_camel

from problems import UNAVAILABLE, Fault, ProblemError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    type Item = Mapping[str, AttributeValueTypeDef]

PRODUCT_ID = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"
CATEGORY = "^[a-z0-9][a-z0-9-]{0,49}$"
IDEMPOTENCY_KEY = "^[!-~]{1,255}$"
PAGE_TOKEN = "^[A-Za-z0-9_.-]+$"
ENTITY_TAGS = r'^(\*|(W/)?"[!#-~]{0,64}"([ \t]*,[ \t]*(W/)?"[!#-~]{0,64}"){0,9})$'
_TAG = re.compile(r'"([!#-~]*)"')
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LIST = "PRODUCTS"
_CHECKSUM_BYTES = 12
_KEY_SECONDS = 24 * 3600
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
    rows = {row["SK"]["S"]: row for row in _read(_key(f"PRODUCT#{product_id}", "METADATA"), _stock_key(product_id, 0))}
    item, first = rows.get("METADATA"), rows.get("STOCK")
    if item is None or first is None or not item["isActive"]["BOOL"]:
        raise ProblemError(404, "The product doesn't exist.")
    others = range(1, int(first["rows"]["N"]))
    stock = [first, *(_read(*(_stock_key(product_id, number) for number in others)) if others else [])]
    revisions = [row["revision"]["S"] for row in (item, *stock)]
    is_common = len(set(revisions)) == 1
    revision = revisions[0] if is_common else hashlib.sha256(" ".join(revisions).encode()).hexdigest()[:32]
    units = sum(int(row["stock"]["N"]) for row in stock)
    return _product(item).model_copy(update={"stock": units, "revision": revision})


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


def check_admin(user_id: str, session_id: str) -> None:
    """Check that a caller is an admin now, with an open session; raise a 401 or a 403 if not."""
    owner = f"USER#{user_id}"
    rows = {row["SK"]["S"]: row for row in _read(_key(owner, "PROFILE"), _key(owner, f"SESSION#{session_id}"))}
    account = rows.pop("PROFILE", {})
    epoch = account.get("sessionEpoch", {"S": "0"})["S"]
    is_open = any(row["epoch"]["S"] == epoch and int(row["expiresAt"]["N"]) > time.time() for row in rows.values())
    if not is_open:
        raise ProblemError(401, "The access token is missing, invalid, expired or revoked.")
    if account["role"]["S"] != "admin":
        raise ProblemError(403, "Your role may not call this operation.")


def add_product(new: ProductCreate, *, user_id: str, key: str | None) -> tuple[Product, bool]:
    """Add a product, once per idempotency key; return it, and whether an earlier request has added it."""
    product = _new_product(new)
    rows = [_item(product), _stock_item(product)]
    fingerprint = hashlib.sha256(new.model_dump_json().encode()).hexdigest()
    record_key = _key(f"USER#{user_id}", f"IDEMPOTENCY#createProduct#{key}")
    if key is not None:
        if (earlier := _earlier(product, record_key, fingerprint)) is not None:
            return earlier, True
        rows.append(_record(product, record_key, fingerprint))
    table, unused = os.environ["TABLE_NAME"], "attribute_not_exists(PK) OR expiresAt <= :now"
    now: Item = {":now": {"N": str(int(time.time()))}}
    conditions = {"ConditionExpression": unused, "ExpressionAttributeValues": now}
    try:
        _CLIENT.transact_write_items(
            TransactItems=[{"Put": {"TableName": table, "Item": row, **conditions}} for row in rows]  # type: ignore[typeddict-item]  # the stubs have no unpacked conditions
        )
    except _CLIENT.exceptions.TransactionCanceledException as error:
        earlier = None if key is None else _earlier(product, record_key, fingerprint)
        if earlier is None:
            raise ProblemError(503, UNAVAILABLE, headers={"Retry-After": "1"}) from error
        return earlier, True
    return product, False


def _earlier(product: Product, record_key: Item, fingerprint: str) -> Product | None:
    """Return the product that an earlier request with this key has added; raise a 422 if it had another payload."""
    table = os.environ["TABLE_NAME"]
    record = _CLIENT.get_item(TableName=table, Key=record_key, ConsistentRead=True).get("Item")
    if record is None or int(record["expiresAt"]["N"]) <= time.time():
        return None
    if record["fingerprint"]["S"] != fingerprint:
        raise ProblemError(422, "The Idempotency-Key was used with another payload.")
    created = record["created"]["M"]
    return product.model_copy(
        update={
            "product_id": created["productId"]["S"],
            "created_at": created["createdAt"]["S"],
            "updated_at": created["createdAt"]["S"],
            "revision": created["revision"]["S"],
        }
    )


def _record(product: Product, record_key: Item, fingerprint: str) -> Item:
    created: Item = {
        "productId": {"S": product.product_id},
        "createdAt": {"S": product.created_at},
        "revision": {"S": product.revision},
    }
    own: Item = {
        "fingerprint": {"S": fingerprint},
        "answered": {"N": "201"},
        "created": {"M": created},
        "expiresAt": {"N": str(int(time.time()) + _KEY_SECONDS)},
    }
    return {**record_key, **own}


def _new_product(new: ProductCreate) -> Product:
    moment = datetime.now(UTC)
    written = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Product(
        **(new.model_dump() | {"price": new.price + 0}),  # no sign on a zero
        product_id=_ulid(moment),
        created_at=written,
        updated_at=written,
        revision=_ulid(moment),
    )


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
        stock=int(item["listedStock"]["N"]),
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
        "listedStock": {"N": str(product.stock)},
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


def _stock_item(product: Product) -> Item:
    """Return the only stock row of a new product."""
    own: Item = {
        "productId": {"S": product.product_id},
        "number": {"N": "0"},
        "rows": {"N": "1"},
        "stock": {"N": str(product.stock)},
        "name": {"S": product.name},
        "price": {"N": str(product.price)},
        "currency": {"S": product.currency},
        "isActive": {"BOOL": product.is_active},
        "revision": {"S": product.revision},
    }
    return {**_stock_key(product.product_id, 0), **own}


def _read(*keys: Item) -> list[Item]:
    """Return the rows with these keys that exist; raise a 503 if DynamoDB leaves some out."""
    table = os.environ["TABLE_NAME"]
    found = _CLIENT.batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
    if found["UnprocessedKeys"]:
        raise ProblemError(503, UNAVAILABLE, headers={"Retry-After": "1"})
    return list(found["Responses"][table])


def _key(partition: str, sort: str) -> Item:
    return {"PK": {"S": partition}, "SK": {"S": sort}}


def _stock_key(product_id: str, number: int) -> Item:
    return _key(f"PRODUCT#{product_id}#{number:02}", "STOCK")


def _ulid(moment: datetime) -> str:
    number = int(moment.timestamp() * 1000) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[number >> 5 * place & 31] for place in reversed(range(26)))
