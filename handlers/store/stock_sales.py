"""Sales: which stock rows an order draws from, and the actions that take its units and return them.

A sale conditions on its stock rows alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.ids import new_id
from handlers.domain.stock_rows import plan_draws, starting_row
from handlers.runtime import settings
from handlers.store.items import boolean, number, read_integer, read_text, stock_row_key, text
from handlers.store.stock_rows import count_rows, read_snapshot, read_the_rest, read_with_stock, total_units
from handlers.store.table import MAX_ACTIONS, Expression, RowConflict, get_rows, try_transaction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.orders import OrderLine
    from handlers.domain.products import Currency, ProductSnapshot
    from handlers.store.items import Item

type Draws = Mapping[str, Mapping[int, int]]
"""The units to draw from each stock row, by product."""

_NOT_DELETED = Expression("attribute_exists(PK) AND attribute_not_exists(deletedAt)", {})


def plan_sale(
    first: Sequence[Item], quantities: Mapping[str, int], *, buyer: str, attempt: int
) -> tuple[dict[str, ProductSnapshot], Draws]:
    """Return the snapshots of the products to sell, and the rows to draw from.

    A buyer begins at the row of his own, and after a conflict at the next one. The other rows are read only if it has
    too few units.

    Parameters
    ----------
    first : Sequence[Item]
        The first stock rows of the products.
    attempt : int
        The number of earlier attempts.

    Raises
    ------
    RowConflict
        If other rows are changing so that it is unknown whether there are enough units.
    Unavailable
        If DynamoDB doesn't return all rows in time.
    """
    own = {row["productId"]["S"]: (starting_row(buyer, count_rows(row)) + attempt) % count_rows(row) for row in first}
    more = get_rows([stock_row_key(product_id, each) for product_id, each in own.items() if each])
    begun = {read_text(row, "productId"): row for row in [*first, *more]}
    snapshots: dict[str, ProductSnapshot] = {}
    draws: dict[str, Mapping[int, int]] = {}
    for row in first:
        product_id = read_text(row, "productId")
        quantity, own_row = quantities[product_id], [begun[product_id]]
        is_short = count_rows(row) > 1 and total_units(own_row) < quantity
        rows = _enough_rows(row, quantity) if is_short else own_row
        units = {read_integer(each, "number"): read_integer(each, "stock") for each in rows}
        draws[product_id] = plan_draws(units, quantity, start=own[product_id])
        snapshots[product_id] = read_snapshot(rows, stock_row=next(iter(draws[product_id]), 0))
    return snapshots, draws


def _enough_rows(first: Item, quantity: int) -> Sequence[Item]:
    """Return all rows of a product; if they have too few units, those that they had at one moment."""
    product_id = read_text(first, "productId")
    rows = read_the_rest([first])[product_id]
    if total_units(rows) >= quantity:
        return rows
    # Units may have moved from a row that wasn't read yet to one that was. Between two equal reads none did.
    again = read_with_stock([product_id])[1].get(product_id, ())
    if [row["revision"] for row in again] != [row["revision"] for row in rows]:
        raise RowConflict
    return rows


def fit_draws(draws: Draws, room: int) -> Draws:
    """Return draws that are at most `room` actions: products are consolidated until they are, the most split first.

    Raises
    ------
    RowConflict
        If units were sold in between.
    """
    fitted = dict(draws)
    for product_id in sorted(fitted, key=lambda each: -len(fitted[each])):
        if sum(map(len, fitted.values())) <= room:
            break
        fitted[product_id] = _consolidate(product_id, fitted[product_id])
    return fitted


def _consolidate(product_id: str, draws: Mapping[int, int]) -> Mapping[int, int]:
    """Move the units to draw into the first of their rows, and return the only draw that is left."""
    target, *sources = draws
    moved = sum(draws[each] for each in sources)
    try_transaction([_add(product_id, target, moved), *(_subtract(product_id, each, draws[each]) for each in sources)])
    return {target: sum(draws.values())}


def _subtract(product_id: str, row: int, units: int) -> TransactWriteItemTypeDef:
    return _move(product_id, row, "stock - :units", units, _NOT_DELETED & Expression("stock >= :units", {}))


def _add(product_id: str, row: int, units: int) -> TransactWriteItemTypeDef:
    return _move(product_id, row, "stock + :units", units, _NOT_DELETED)


def _move(product_id: str, row: int, stock: str, units: int, condition: Expression) -> TransactWriteItemTypeDef:
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": stock_row_key(product_id, row),
            "UpdateExpression": f"SET stock = {stock}, revision = :revision",
            "ConditionExpression": condition.expression,
            "ExpressionAttributeValues": {
                ":units": number(units),
                ":revision": text(new_id()),
                **condition.values,
            },
        }
    }


def take_units(line: OrderLine, currency: Currency, draws: Mapping[int, int]) -> list[TransactWriteItemTypeDef]:
    """Return the actions that sell a line of an order, if its product is active, and has the line's price."""
    as_read = Expression(
        "isActive = :active AND stock >= :units AND price = :price AND currency = :currency",
        {":active": boolean(True), ":price": number(line.price), ":currency": text(currency)},
    )
    return [_move(line.product_id, row, "stock - :units", units, as_read) for row, units in draws.items()]


def return_units(line: OrderLine) -> list[TransactWriteItemTypeDef]:
    """Return the actions of which the first possible one returns a line's units, unless its product is deleted.

    The row that they came from may have been merged, the first one exists as long as the product.
    """
    return [_add(line.product_id, row, line.quantity) for row in dict.fromkeys((line.stock_row, 0))]


def sale_room(lines: int) -> int:
    """Return how many stock rows an order can draw from: it also writes its key, itself and its lines."""
    return MAX_ACTIONS - 2 - lines
