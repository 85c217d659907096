"""Carts: their lines, limits, prices and availability."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from handlers.domain.errors import CartFull, MixedCurrencies
from handlers.domain.money import canonical
from handlers.domain.pricing import line_subtotal, total_amount

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
        The product's currency when the line was added; all lines of a cart have the same one.
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
        another currency than the cart's.
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
    items = [_price_line(line, products.get(line.product_id)) for line in lines]
    return Cart(
        items=tuple(sorted(items, key=lambda item: (item.added_at, item.product_id))),
        total_amount=total_amount(item.subtotal for item in items),
        currency=lines[0].currency if lines else _DEFAULT_CURRENCY,
    )


def check_addition(lines: Sequence[CartLine], product: ProductSnapshot, quantity: int) -> CartLine | None:
    """Check that a product can be added to a cart, and return the existing line of that product, or None.

    Raises
    ------
    MixedCurrencies
        If the product's currency isn't the cart's.
    CartFull
        If the cart would exceed `MAX_LINES` lines, or the line `MAX_QUANTITY` items.
    """
    existing = next((line for line in lines if line.product_id == product.product_id), None)
    if lines and lines[0].currency != product.currency:
        raise MixedCurrencies
    if (existing.quantity if existing else 0) + quantity > MAX_QUANTITY:
        raise CartFull
    if existing is None and len(lines) >= MAX_LINES:
        raise CartFull
    return existing


def _price_line(line: CartLine, product: ProductSnapshot | None) -> PricedLine:
    availability = _availability(line, product)
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
    if product is None or not product.is_active or product.currency != line.currency:
        return "gone"
    return "available" if product.stock >= line.quantity else "short"
