"""Orders: their lines, statuses and transitions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from handlers.domain.clock import now, timestamp
from handlers.domain.errors import IllegalTransition, MixedCurrencies, OutOfStock, Shortage
from handlers.domain.ids import new_id
from handlers.domain.pricing import canonical, line_subtotal, total_amount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from handlers.domain.products import Currency, ProductSnapshot
    from handlers.domain.users import Role

type Status = Literal["pending", "processing", "completed", "cancelled"]
type Action = Literal["cancel", "complete"]

STATUSES: tuple[Status, ...] = ("pending", "processing", "completed", "cancelled")
# In place of personal data, of orders whose buyer's account was erased.
ERASED = "erased"
_TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    "pending": frozenset({"processing", "cancelled"}),
    "processing": frozenset({"completed", "cancelled"}),
    "completed": frozenset(),
    "cancelled": frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A shipping address."""

    street: str
    city: str
    postal_code: str
    country: str

    def erased(self) -> Address:
        """Return the address without what identifies a person: only the country stays, on which taxes depend."""
        return Address(street=ERASED, city=ERASED, postal_code=ERASED, country=self.country)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One product of an order, with its name and price when it was ordered.

    Parameters
    ----------
    price : Decimal
        The unit price, in the order's currency.
    stock_row : int
        The stock row from which it was drawn first, and to which a cancelled order returns it.
    """

    product_id: str
    product_name: str
    quantity: int
    price: Decimal
    stock_row: int = 0

    @property
    def subtotal(self) -> Decimal:
        """The price of the line."""
        return line_subtotal(self.price, self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order.

    Parameters
    ----------
    payment_id : str or None
        The payment service's id of the charge, from ``processing`` on.
    revision : str
        A new value with every change of the order.
    idempotency_key : str
        The Idempotency-Key of the request that placed it.
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

    def with_status(self, status: Status, *, payment_id: str | None = None) -> Order:
        """Return the order with a new status, revision and time of last change.

        Raises
        ------
        IllegalTransition
            If the current status doesn't permit this transition.
        """
        if status not in _TRANSITIONS[self.status]:
            raise IllegalTransition(self.status, status)
        moment = timestamp(now())
        return replace(
            self, status=status, payment_id=payment_id or self.payment_id, updated_at=moment, revision=new_id()
        )

    def allowed_actions(self, role: Role) -> tuple[Action, ...]:
        """Return the actions that the order's status permits to a role."""
        if "cancelled" not in _TRANSITIONS[self.status]:
            return ()
        return ("cancel", "complete") if role == "admin" and self.status == "processing" else ("cancel",)


def merge_lines(lines: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Return the total quantity of each product id, in order of first appearance."""
    quantities: dict[str, int] = {}
    for product_id, quantity in lines:
        quantities[product_id] = quantities.get(product_id, 0) + quantity
    return quantities


def new_order(
    user_id: str,
    quantities: Mapping[str, int],
    products: Mapping[str, ProductSnapshot],
    *,
    shipping_address: Address,
    idempotency_key: str,
) -> Order:
    """Return a pending order at the products' current prices.

    Parameters
    ----------
    quantities : Mapping[str, int]
        The quantity of each product id; at least one product.
    products : Mapping[str, ProductSnapshot]
        The products by id, active or not; unknown ones are missing.

    Raises
    ------
    OutOfStock
        If any product has less stock than its quantity; lists all of them. Inactive and unknown products have none.
    MixedCurrencies
        If the products have different currencies.
    """
    shortages = [
        Shortage(product_id, quantity, available)
        for product_id, quantity in quantities.items()
        if (available := _available(products.get(product_id))) < quantity
    ]
    if shortages:
        raise OutOfStock(shortages)
    currencies = {products[product_id].currency for product_id in quantities}
    if len(currencies) > 1:
        raise MixedCurrencies
    items = tuple(_line(products[product_id], quantity) for product_id, quantity in quantities.items())
    moment = now()
    return Order(
        order_id=new_id(moment),
        user_id=user_id,
        items=items,
        total_amount=total_amount(line.subtotal for line in items),
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
        product_id=product.product_id,
        product_name=product.name,
        quantity=quantity,
        price=canonical(product.price),
        stock_row=product.stock_row,
    )
