"""Invariants of a shop's rows: between any two writes, once nothing is pending, and in the history of each row.

*Live* orders are those that hold stock: pending, processing and completed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

from handlers.store.shards import shard
from local.aws.clients import client
from local.config import stage_settings
from tests.integration.handlers.table import Row, Table, plain

type Rows = Mapping[tuple[str, str], Row]

LIVE = frozenset({"pending", "processing", "completed"})
PAID = frozenset({"processing", "completed"})
_STATUSES = LIVE | {"cancelled"}
# Valid states of an order's charge, by the order's status and its refund's; None: no charge exists.
_CHARGES: Mapping[tuple[str, str | None], frozenset[str | None]] = {
    ("pending", None): frozenset({None, "charged", "declined", "voided"}),
    ("processing", None): frozenset({"charged"}),
    ("completed", None): frozenset({"charged"}),
    # Cancelled because it was declined, or never charged.
    ("cancelled", None): frozenset({None, "declined", "voided"}),
    ("cancelled", "due"): frozenset({None, "charged", "declined", "voided", "refunded"}),
    ("cancelled", "done"): frozenset({"declined", "voided", "refunded"}),
}
# Rows outside the books: deliveries, accounts, and the guard of a cart.
_NOT_IN_BOOKS = frozenset(
    {
        *(("ORDER", "DELIVERY"), ("USER", "PROFILE"), ("EMAIL", "GUARD"), ("USER", "CART")),
        *(("EMAIL_REQUEST", "REQUEST"), ("EMAIL_REQUEST", "DELIVERY"), ("TOKEN", "TOKEN"), ("USER", "DELAYED_EMAILS")),
        *(("ADMINS", "ADMINS"), ("AUDIT", "ENTRY"), ("USER", "SECOND_FACTOR")),
    }
)
_ORDER_LIST_SHARDS = int(stage_settings("local")["ORDER_LIST_SHARDS"])
_STORED_STATUSES = {"processing": {201, 202}, "completed": {201, 202}, "cancelled": {201, 202, 402}}
# A row before and after; empty where there is none.
type Change = tuple[Row, Row]

# Legal transitions, by the row and its attribute.
_TRANSITIONS = {
    ("USER", "ORDER", "status"): {
        (None, "pending"),
        ("pending", "processing"),
        ("pending", "cancelled"),
        ("processing", "completed"),
        ("processing", "cancelled"),
    },
    ("PAYMENT", "CHARGE", "state"): {(None, "charged"), (None, "declined"), (None, "voided"), ("charged", "refunded")},
    ("ORDER", "REFUND", "refund"): {(None, "due"), ("due", "done")},
}
_STORED = frozenset({"answered", "orderId", "fingerprint", "shortages"})
_SHOWN = frozenset({"shownStatus", "shownUpdatedAt", "shownRevision"})


@dataclass(frozen=True, slots=True)
class Books:
    products: dict[str, Row]
    stock: defaultdict[str, list[Row]]
    orders: dict[str, Row]
    items: dict[tuple[str, str], Row]
    charges: dict[str, Row]
    refunds: dict[str, Row]
    requests: dict[tuple[str, str], Row]
    carts: dict[tuple[str, str], Row]

    def units(self, product_id: str) -> int:
        return sum(int(row["stock"]) for row in self.stock[product_id])

    def held(self) -> Counter[str]:
        held: Counter[str] = Counter()
        for order in self.orders.values():
            for line in order["items"] if order["status"] in LIVE else []:
                held[line["productId"]] += int(line["quantity"])
        return held

    def sold_to(self, user_id: str) -> list[Row]:
        return [order for order in self.orders.values() if order["userId"] == user_id and order["status"] in LIVE]


def read_books(rows: Rows) -> Books:
    books = Books({}, defaultdict(list), {}, {}, {}, {}, {}, {})
    for (partition, sort), row in rows.items():
        kind, _, owner = partition.partition("#")
        part, _, rest = sort.partition("#")
        match kind, part:
            case "PRODUCT", "METADATA":
                books.products[owner] = row
            case "PRODUCT", "STOCK":
                books.stock[owner.partition("#")[0]].append(row)
            case "USER", "ORDER":
                books.orders[rest] = row
            case "ORDER", "ITEM":
                books.items[owner, rest] = row
            case "ORDER", "REFUND":
                books.refunds[owner] = row
            case "PAYMENT", "CHARGE":
                books.charges[owner] = row
            case "USER", "IDEMPOTENCY":
                books.requests[owner, rest.removeprefix("createOrder#")] = row
            case "USER", "CART" if rest:
                books.carts[owner, rest] = row
            case of:
                assert of in _NOT_IN_BOOKS, f"unknown row {partition} {sort}"
    books.products.update((each, {**row, "stock": books.units(each)}) for each, row in books.products.items())
    return books


def assert_invariants(rows: Rows, supplied: Mapping[str, int]) -> Books:
    """Assert the invariants between any two writes, and return the books."""
    books = read_books(rows)
    _is_conserved(books, supplied)
    for order_id, order in books.orders.items():
        _is_whole(books, order_id, order)
        _is_paid_as_its_status_says(books, order_id, order)
        _is_accounted_for(books, order_id, order)
    _has_no_orphans(books)
    _is_balanced(books)
    return books


def assert_settled_invariants(rows: Rows, supplied: Mapping[str, int]) -> Books:
    """Assert all invariants, and that nothing is pending, due or in flight; return the books."""
    books = assert_invariants(rows, supplied)
    pending = [order_id for order_id, order in books.orders.items() if order["status"] == "pending"]
    assert not pending, f"orders are still pending: {pending}"
    due = [order_id for order_id, refund in books.refunds.items() if refund["refund"] != "done"]
    assert not due, f"refunds are still due: {due}"
    in_flight = [key for key, request in books.requests.items() if "answered" not in request]
    assert not in_flight, f"requests are still in flight: {in_flight}"
    live = _total(order for order in books.orders.values() if order["status"] in LIVE)
    assert _kept(books) == live, f"{_kept(books)} was charged and not refunded, the live orders cost {live}"
    return books


def _is_conserved(books: Books, supplied: Mapping[str, int]) -> None:
    """R8: stock is never below zero, and stock + sold - edits is constant."""
    held = books.held()
    assert held.keys() <= books.products.keys()
    for product_id, product in books.products.items():
        units = [int(row["stock"]) for row in books.stock[product_id]]
        assert min(units) >= 0, f"{units} of {product_id} are in stock"
        stock = product["stock"]
        if product_id not in supplied:
            continue
        total = stock + held[product_id]
        # Stock of a deleted product is not returned.
        is_right = total <= supplied[product_id] if "deletedAt" in product else total == supplied[product_id]
        assert is_right, f"{stock} in stock and {held[product_id]} held of {supplied[product_id]} of {product_id}"


def _is_whole(books: Books, order_id: str, order: Row) -> None:
    status, user_id = order["status"], order["userId"]
    assert status in _STATUSES, f"{order_id} is {status}"
    assert (order["PK"], order["orderId"]) == (f"USER#{user_id}", order_id)
    assert (order["GSI1PK"], order["GSI1SK"]) == (f"ORDER#{order_id}", f"USER#{user_id}")
    partition = shard(f"STATUS#{status}", order_id, _ORDER_LIST_SHARDS)
    assert (order["GSI2PK"], order["GSI2SK"]) == (partition, f"ORDER#{order['createdAt']}#{order_id}")
    lines = {line["productId"]: line for line in order["items"]}
    assert len(lines) == len(order["items"]) > 0
    assert order["totalAmount"] == sum(line["price"] * line["quantity"] for line in lines.values())
    items = {product_id: row for (of, product_id), row in books.items.items() if of == order_id}
    assert items.keys() == lines.keys(), f"the lines of {order_id} are {sorted(items)}, not {sorted(lines)}"
    for product_id, row in items.items():
        line = lines[product_id]
        assert {name: row[name] for name in line} == line
        assert (row["userId"], row["subtotal"]) == (user_id, line["price"] * line["quantity"])


def _is_paid_as_its_status_says(books: Books, order_id: str, order: Row) -> None:
    charge, refund = books.charges.get(order_id, {}), books.refunds.get(order_id, {})
    status, state, refunded = order["status"], charge.get("state"), refund.get("refund")
    allowed = _CHARGES.get((status, refunded), frozenset())
    assert state in allowed, f"{order_id} is {status}, its charge {state}, its refund {refunded}"
    if state in {"charged", "refunded", "declined"}:
        assert (charge["amount"], charge["currency"]) == (order["totalAmount"], order["currency"])
    if status in PAID:
        assert order["paymentId"] == charge["paymentId"]
    assert ("GSI2PK" in refund) == (refunded == "due"), f"the refund of {order_id} is {refunded}"


def _is_accounted_for(books: Books, order_id: str, order: Row) -> None:
    """Assert that every reservation belongs to a request in flight, or to its response."""
    request = books.requests.get((order["userId"], order["idempotencyKey"]), {})
    is_its_own = request.get("orderId") == order_id
    answered = int(request["answered"]) if is_its_own and "answered" in request else None
    status = order["status"]
    if status == "pending":
        assert is_its_own, f"no request for the pending order {order_id}"
        assert answered in {None, 202}, f"the pending order {order_id} was answered with {answered}"
    elif is_its_own:
        assert answered in _STORED_STATUSES[status], f"{order_id} is {status}, and was answered with {answered}"
    else:
        # Released, because it was never paid for, and its key freed.
        assert status == "cancelled", f"no request for {order_id}, which is {status}"
        assert order_id not in books.refunds, f"no request for {order_id}, which has a refund"


def _has_no_orphans(books: Books) -> None:
    """Assert that no row outlives its order, and that no idempotency key placed two orders."""
    orders = books.orders.keys()
    of_orders = {of for of, _ in books.items} | books.refunds.keys() | books.charges.keys()
    assert of_orders <= orders, f"there are no orders {of_orders - orders}"
    named = {request["orderId"] for request in books.requests.values() if "orderId" in request}
    assert named <= orders, f"there are no orders {named - orders}"
    live = (order for order in books.orders.values() if order["status"] in LIVE)
    bought = Counter((order["userId"], order["idempotencyKey"]) for order in live)
    twice = [request for request, times in bought.items() if times > 1]
    assert not twice, f"two live orders of one key: {twice}"
    carts = Counter(user for user, _ in books.carts)
    assert all(lines <= 40 for lines in carts.values())
    assert all(1 <= line["quantity"] <= 99 for line in books.carts.values())
    assert len({(user, line["currency"]) for (user, _), line in books.carts.items()}) == len(carts)


def _is_balanced(books: Books) -> None:
    """Assert that charges − refunds = live orders, except for unrecorded charges of pending and due ones."""
    orders = books.orders.values()
    due = {order_id for order_id, refund in books.refunds.items() if refund["refund"] == "due"}
    unrecorded = [order for order in orders if order["status"] == "pending" or order["orderId"] in due]
    charged = [each for each in unrecorded if books.charges.get(each["orderId"], {}).get("state") == "charged"]
    assert _kept(books) == _total(order for order in orders if order["status"] in PAID) + _total(charged)


def _kept(books: Books) -> Decimal:
    return sum((charge["amount"] for charge in books.charges.values() if charge["state"] == "charged"), Decimal(0))


def _total(orders: Iterable[Row]) -> Decimal:
    return sum((order["totalAmount"] for order in orders), Decimal(0))


def changes(table: Table) -> list[Change]:
    streams = _streams(table.dynamodb.meta.endpoint_url)
    arn = table.dynamodb.describe_table(TableName=table.name)["Table"]["LatestStreamArn"]
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    position = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
    iterator = position["ShardIterator"]
    found: list[Any] = []
    while (response := streams.get_records(ShardIterator=iterator, Limit=1000))["Records"]:
        found.extend(record["dynamodb"] for record in response["Records"])
        iterator = response["NextShardIterator"]
    return [(plain(change.get("OldImage", {})), plain(change.get("NewImage", {}))) for change in found]


def assert_legal_history(table: Table) -> None:
    """Assert that every change was legal: no double payment or refund, no changed response, no negative stock."""
    history = changes(table)
    assert history
    for before, after in history:
        row = after or before
        kind, part = row["PK"].partition("#")[0], row["SK"].partition("#")[0]
        _is_legal_transition(kind, part, before, after)
        if (kind, part) == ("PRODUCT", "STOCK"):
            _keeps_its_stock(before, after)
        if part == "IDEMPOTENCY":
            _keeps_its_response(before, after)


@cache
def _streams(url: str) -> DynamoDBStreamsClient:
    streams: DynamoDBStreamsClient = client("dynamodbstreams", url)
    return streams


def _is_legal_transition(kind: str, part: str, before: Row, after: Row) -> None:
    for of, transitions in _TRANSITIONS.items():
        if of[:2] == (kind, part):
            transition = (before.get(of[2]), after.get(of[2]))
            # Each write of one is a transition: a second refund would leave the value unchanged.
            assert transition in transitions, f"{(before or after)['PK']} went from {transition[0]} to {transition[1]}"


def _keeps_its_stock(before: Row, after: Row) -> None:
    if not after:  # merged
        return
    assert after["stock"] >= 0, f"{after['stock']} of {after['PK']} were in stock"
    if "deletedAt" in before:
        assert after["stock"] == before["stock"], f"{after['PK']} is deleted, and got back stock"


def _keeps_its_response(before: Row, after: Row) -> None:
    if "answered" not in before:
        return
    # The replay of a 202 shows the current order.
    kept = _STORED if before["answered"] == 202 else _STORED | _SHOWN
    changed = {name for name in kept if before.get(name) != after.get(name)}
    assert not changed, f"{before['SK']} was answered, and then changed its {changed}"
