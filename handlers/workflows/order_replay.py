"""A request that was made before is answered as it was then."""

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
class Placed:
    """An order that was placed.

    Parameters
    ----------
    is_settled : bool
        Whether its payment is known; if not, it is pending, or was when this was answered first.
    is_replay : bool
        Whether this was answered before.
    """

    order: Order
    is_settled: bool
    is_replay: bool = False


def replay(record: IdempotencyRecord, request: RequestKey) -> Placed:
    """Return, or raise, what a request was answered with when it was made first, marked as told before.

    Raises
    ------
    KeyReused, RequestInFlight, OutOfStock, PaymentDeclined, NotFound
        As `answer_to` does.
    """
    try:
        return replace(answer_to(record, request), is_replay=True)
    except (OutOfStock, PaymentDeclined) as refusal:
        refusal.is_replay = True
        raise


def answer_to(record: IdempotencyRecord, request: RequestKey) -> Placed:
    """Return, or raise, the answer to a request that is record.

    Raises
    ------
    KeyReused
        If that was another request.
    RequestInFlight
        If it hasn't been answered yet.
    OutOfStock, PaymentDeclined
        If it was answered so.
    NotFound
        If the order that it placed is gone.
    """
    record.check(request)
    if record.shortages:
        raise OutOfStock(record.shortages)
    if record.status is None or record.order_id is None:
        raise RequestInFlight(retry_after=_RETRY_AFTER_SECONDS)
    if record.status == _DECLINED:
        raise PaymentDeclined(record.order_id)
    order = find_order(request.user_id, record.order_id)
    return Placed(order=_as_shown(order, record), is_settled=record.status == _CREATED)


def _as_shown(order: Order, record: IdempotencyRecord) -> Order:
    if record.shown is None:
        return order
    status, updated_at, revision = record.shown
    return replace(order, status=status, updated_at=updated_at, revision=revision)
