"""Carts: what somebody means to buy, and what of it can be bought."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from handlers.domain.errors import CartFull, MixedCurrencies
from handlers.domain.money import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from handlers.domain.products import Currency, ProductSnapshot

type Availability = Literal["available", "short", "gone"]

MAX_LINES = 40
MAX_QUANTITY = 99
_USUAL_CURRENCY: Currency = "USD"


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """A product in a cart, as it was put there.

    Parameters
    ----------
    currency : Currency
        What the product was sold in when it was put there; all lines of a cart share it.
    """

    product_id: str
    quantity: int
    currency: Currency
    added_at: str
    updated_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A line of a cart with what the catalogue says of its product now.

    Parameters
    ----------
    product_name, price
        As last known of a product that is gone.
    subtotal : Decimal
        Price times quantity; zero of a product that is gone.
    availability : Availability
        ``gone``: it was deleted, is inactive, or is sold in another currency than the cart's.
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
    """A cart as its owner sees it; the lines that were added first come first."""

    items: tuple[PricedLine, ...]
    total_amount: Decimal
    currency: Currency


def price_cart(lines: Sequence[CartLine], products: Mapping[str, ProductSnapshot]) -> Cart:
    """Return a cart with names, prices and availability.

    Parameters
    ----------
    lines : Sequence[CartLine]
        What is in it.
    products : Mapping[str, ProductSnapshot]
        The products there are, active or not, by id.
    """
    items = [_priced(line, products.get(line.product_id)) for line in lines]
    return Cart(
        items=tuple(sorted(items, key=lambda item: (item.added_at, item.product_id))),
        total_amount=canonical(sum((item.subtotal for item in items), start=Decimal(0))),
        currency=lines[0].currency if lines else _USUAL_CURRENCY,
    )


def check_addition(lines: Sequence[CartLine], product: ProductSnapshot, quantity: int) -> CartLine | None:
    """Return the line that holds the product already, having looked that more of it fits into the cart.

    Raises
    ------
    MixedCurrencies
        If the product is sold in another currency than the cart's.
    CartFull
        If there are too many lines, or too many of this product.
    """
    held = next((line for line in lines if line.product_id == product.product_id), None)
    if lines and lines[0].currency != product.currency:
        raise MixedCurrencies
    if (held.quantity if held else 0) + quantity > MAX_QUANTITY or (held is None and len(lines) >= MAX_LINES):
        raise CartFull
    return held


def _priced(line: CartLine, product: ProductSnapshot | None) -> PricedLine:
    availability = _availability(line, product)
    price = Decimal(0) if product is None else canonical(product.price)
    return PricedLine(
        product_id=line.product_id,
        product_name=line.product_id if product is None else product.name,
        quantity=line.quantity,
        price=price,
        subtotal=Decimal(0) if availability == "gone" else canonical(price * line.quantity),
        availability=availability,
        added_at=line.added_at,
        updated_at=line.updated_at,
    )


def _availability(line: CartLine, product: ProductSnapshot | None) -> Availability:
    if product is None or not product.is_active or product.currency != line.currency:
        return "gone"
    return "available" if product.stock >= line.quantity else "short"
