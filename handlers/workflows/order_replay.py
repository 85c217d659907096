"""Replay: a repeated request gets the response to the first one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers.domain.errors import OutOfStock, PaymentDeclined, RequestInFlight
from handlers.store.orders import find_order

if TYPE_CHECKING:
    from handlers.domain.idempotency import IdempotencyRecord, RequestKey
    from handlers.domain.orders import Order

_CREATED = 201
_DECLINED = 402
# About as long as a slow payment takes.
_RETRY_AFTER_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedOrder:
    """An order, and how to respond to the request that placed it.

    Parameters
    ----------
    is_settled : bool
        Whether the payment's outcome was known at the first response; if not, the order was pending.
    is_replay : bool
        Whether an earlier request with the same key got this response.
    """

    order: Order
    is_settled: bool
    is_replay: bool = False


def replay(record: IdempotencyRecord, request: RequestKey) -> PlacedOrder:
    """Return, or raise, the response to the first request with this key, marked as a replay.

    Raises
    ------
    KeyReused, RequestInFlight, OutOfStock, PaymentDeclined, NotFound
        As `recorded_response` does.
    """
    try:
        return replace(recorded_response(record, request), is_replay=True)
    except (OutOfStock, PaymentDeclined) as error:
        error.is_replay = True
        raise


def recorded_response(record: IdempotencyRecord, request: RequestKey) -> PlacedOrder:
    """Return, or raise, the response recorded under an idempotency key.

    Raises
    ------
    KeyReused
        If the key was used with another payload.
    RequestInFlight
        If the first request has no response yet.
    OutOfStock, PaymentDeclined
        If that was the response.
    NotFound
        If the order no longer exists.
    """
    record.check(request)
    if record.shortages:
        raise OutOfStock(record.shortages)
    if record.status is None or record.order_id is None:
        raise RequestInFlight(retry_after=_RETRY_AFTER_SECONDS)
    if record.status == _DECLINED:
        raise PaymentDeclined(record.order_id)
    order = find_order(request.user_id, record.order_id)
    return PlacedOrder(order=_as_first_returned(order, record), is_settled=record.status == _CREATED)


def _as_first_returned(order: Order, record: IdempotencyRecord) -> Order:
    if record.order_state is None:
        return order
    status, updated_at, revision = record.order_state
    return replace(order, status=status, updated_at=updated_at, revision=revision)
