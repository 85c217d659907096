"""Carts: their lines, limits, prices and availability."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from handlers.domain.errors import CartFull, MixedCurrencies
from handlers.domain.pricing import canonical, line_subtotal, total_amount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from handlers.domain.products import Currency, ProductSnapshot

type Availability = Literal["available", "short", "gone"]

MAX_LINES = 40
MAX_QUANTITY = 99
_DEFAULT_CURRENCY: Currency = "USD"


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """A stored line of a cart.

    Parameters
    ----------
    currency : Currency
        The product's currency when the line was added. All lines whose product is sold had the same one then.
    """

    product_id: str
    quantity: int
    currency: Currency
    added_at: str
    updated_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A line of a cart with its product's current name, price and availability.

    Parameters
    ----------
    product_name, price
        The last known values if the product is gone.
    subtotal : Decimal
        Price times quantity; zero if the product is gone.
    availability : Availability
        ``short``: less stock than the line's quantity. ``gone``: the product is deleted, inactive, or now sold in
        another currency than the cart's. Such a line decides neither the cart's currency nor whether it is full.
    """

    product_id: str
    product_name: str
    quantity: int
    price: Decimal
    subtotal: Decimal
    availability: Availability
    added_at: str
    updated_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """A priced cart, its lines oldest first."""

    items: tuple[PricedLine, ...]
    total_amount: Decimal
    currency: Currency


def price_cart(lines: Sequence[CartLine], products: Mapping[str, ProductSnapshot]) -> Cart:
    """Return a cart with current names, prices and availability.

    Parameters
    ----------
    lines : Sequence[CartLine]
        The stored lines, in any order.
    products : Mapping[str, ProductSnapshot]
        Their products by id, active or not; deleted ones may be missing.
    """
    sold = _sold_lines(lines, products)
    items = [_price_line(line, products.get(line.product_id), is_sold=line in sold) for line in lines]
    return Cart(
        items=tuple(sorted(items, key=lambda item: (item.added_at, item.product_id))),
        total_amount=total_amount(item.subtotal for item in items),
        currency=sold[0].currency if sold else _DEFAULT_CURRENCY,
    )


@dataclass(frozen=True, slots=True)
class Addition:
    """How a product is added to a cart.

    Parameters
    ----------
    is_increase : bool
        Whether the quantity of the product's line is increased. If not, a line is added, in place of a gone one.
    dropped : Sequence[CartLine]
        Gone lines that leave the cart, so that it keeps to `MAX_LINES`; the oldest ones.
    """

    is_increase: bool
    dropped: Sequence[CartLine] = ()


def plan_addition(
    lines: Sequence[CartLine], products: Mapping[str, ProductSnapshot], product: ProductSnapshot, quantity: int
) -> Addition:
    """Return how a product that is sold is added to a cart.

    Parameters
    ----------
    lines : Sequence[CartLine]
        The stored lines, in any order.
    products : Mapping[str, ProductSnapshot]
        Their products by id, active or not; deleted ones may be missing.

    Raises
    ------
    MixedCurrencies
        If the product's currency isn't the cart's.
    CartFull
        If the cart would exceed `MAX_LINES` lines, or the line `MAX_QUANTITY` items.
    """
    sold = _sold_lines(lines, products)
    if sold and sold[0].currency != product.currency:
        raise MixedCurrencies
    existing = next((line for line in sold if line.product_id == product.product_id), None)
    if (existing.quantity if existing else 0) + quantity > MAX_QUANTITY:
        raise CartFull
    if existing is not None:
        return Addition(is_increase=True)
    if len(sold) >= MAX_LINES:
        raise CartFull
    gone = sorted((line for line in lines if line not in sold), key=lambda line: line.added_at)
    others = [line for line in gone if line.product_id != product.product_id]
    surplus = max(0, len(sold) + len(others) + 1 - MAX_LINES)
    return Addition(is_increase=False, dropped=tuple(others[:surplus]))


def _sold_lines(lines: Sequence[CartLine], products: Mapping[str, ProductSnapshot]) -> list[CartLine]:
    """Return the lines whose product is sold in the cart's currency: that of the line added last.

    A product may be sold again after another currency has come into the cart: its line stays gone.
    """
    sold = [line for line in lines if _is_sold(line, products.get(line.product_id))]
    newest = max(sold, key=lambda line: (line.added_at, line.product_id), default=None)
    return [line for line in sold if newest is not None and line.currency == newest.currency]


def _is_sold(line: CartLine, product: ProductSnapshot | None) -> bool:
    return product is not None and product.is_active and product.currency == line.currency


def _price_line(line: CartLine, product: ProductSnapshot | None, *, is_sold: bool) -> PricedLine:
    availability = _availability(line, product) if is_sold else "gone"
    price = Decimal(0) if product is None else canonical(product.price)
    return PricedLine(
        product_id=line.product_id,
        product_name=line.product_id if product is None else product.name,
        quantity=line.quantity,
        price=price,
        subtotal=Decimal(0) if availability == "gone" else line_subtotal(price, line.quantity),
        availability=availability,
        added_at=line.added_at,
        updated_at=line.updated_at,
    )


def _availability(line: CartLine, product: ProductSnapshot | None) -> Availability:
    return "available" if product is not None and product.stock >= line.quantity else "short"
