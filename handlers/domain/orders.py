"""Orders: what is sold, to whom, and what may become of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from handlers.domain.clock import now, timestamp
from handlers.domain.errors import IllegalTransition, MixedCurrencies, OutOfStock, Shortage
from handlers.domain.ids import new_id
from handlers.domain.money import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from handlers.domain.products import Currency, ProductSnapshot
    from handlers.domain.users import Role

type Status = Literal["pending", "processing", "completed", "cancelled"]
type Action = Literal["cancel", "complete"]

STATUSES: tuple[Status, ...] = ("pending", "processing", "completed", "cancelled")
_BECOMES: Mapping[Status, frozenset[Status]] = {
    "pending": frozenset({"processing", "cancelled"}),
    "processing": frozenset({"completed", "cancelled"}),
    "completed": frozenset(),
    "cancelled": frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where an order is sent."""

    street: str
    city: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One product of an order, with name and price as sold.

    Parameters
    ----------
    price : Decimal
        Of one, in the order's currency.
    """

    product_id: str
    product_name: str
    quantity: int
    price: Decimal

    @property
    def subtotal(self) -> Decimal:
        """What the line costs."""
        return canonical(self.price * self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order.

    Parameters
    ----------
    payment_id : str or None
        The payment service's id of its charge, from ``processing`` on.
    revision : str
        Changes whenever the order does.
    idempotency_key : str
        The key that it was placed with.
    """

    order_id: str
    user_id: str
    items: tuple[OrderLine, ...]
    total_amount: Decimal
    currency: Currency
    status: Status
    payment_id: str | None
    shipping_address: Address
    created_at: str
    updated_at: str
    revision: str
    idempotency_key: str

    def moved(self, status: Status, *, payment_id: str | None = None) -> Order:
        """Return the order in another status, as of now.

        Raises
        ------
        IllegalTransition
            If it can't be moved there from where it is.
        """
        if status not in _BECOMES[self.status]:
            raise IllegalTransition(self.status, status)
        moment = timestamp(now())
        return replace(
            self, status=status, payment_id=payment_id or self.payment_id, updated_at=moment, revision=new_id()
        )

    def allowed_actions(self, role: Role) -> tuple[Action, ...]:
        """Return what somebody of a role who sees the order may do with it."""
        if "cancelled" not in _BECOMES[self.status]:
            return ()
        return ("cancel", "complete") if role == "admin" and self.status == "processing" else ("cancel",)


def merge_lines(lines: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Return how many of each product are wanted, those named twice added up, in the order of their first naming."""
    wanted: dict[str, int] = {}
    for product_id, quantity in lines:
        wanted[product_id] = wanted.get(product_id, 0) + quantity
    return wanted


def new_order(
    user_id: str,
    wanted: Mapping[str, int],
    products: Mapping[str, ProductSnapshot],
    *,
    shipping_address: Address,
    idempotency_key: str,
) -> Order:
    """Return a pending order of products as they are now.

    Parameters
    ----------
    wanted : Mapping[str, int]
        How many of each product id.
    products : Mapping[str, ProductSnapshot]
        The products that there are, active or not, by id.

    Raises
    ------
    OutOfStock
        If there is too little of any of them, with all of those; of one that isn't sold there is none.
    MixedCurrencies
        If they are not all sold in one currency.
    """
    shortages = [
        Shortage(product_id, quantity, available)
        for product_id, quantity in wanted.items()
        if (available := _available(products.get(product_id))) < quantity
    ]
    if shortages:
        raise OutOfStock(shortages)
    currencies = {products[product_id].currency for product_id in wanted}
    if len(currencies) > 1:
        raise MixedCurrencies
    items = tuple(_line(products[product_id], quantity) for product_id, quantity in wanted.items())
    moment = now()
    return Order(
        order_id=new_id(moment),
        user_id=user_id,
        items=items,
        total_amount=canonical(sum((line.subtotal for line in items), start=items[0].subtotal * 0)),
        currency=currencies.pop(),
        status="pending",
        payment_id=None,
        shipping_address=shipping_address,
        created_at=timestamp(moment),
        updated_at=timestamp(moment),
        revision=new_id(),
        idempotency_key=idempotency_key,
    )


def _available(product: ProductSnapshot | None) -> int:
    return product.stock if product is not None and product.is_active else 0


def _line(product: ProductSnapshot, quantity: int) -> OrderLine:
    return OrderLine(
        product_id=product.product_id, product_name=product.name, quantity=quantity, price=canonical(product.price)
    )
