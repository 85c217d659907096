"""What the shop sells."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from handlers.domain.clock import now, timestamp
from handlers.domain.ids import new_id

if TYPE_CHECKING:
    from decimal import Decimal

type Currency = Literal["USD", "EUR", "GBP"]

IMAGE_TYPES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDetails:
    """What an admin says of a product.

    Parameters
    ----------
    price : Decimal
        At most two decimals, in ``currency``.
    is_active : bool
        Whether it is listed and sold.
    """

    name: str
    description: str | None
    price: Decimal
    currency: Currency
    category: str
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSnapshot:
    """What is to be known of a product to sell it.

    Parameters
    ----------
    stock : int
        How many can be sold.
    is_active : bool
        Whether it is sold at all.
    """

    product_id: str
    name: str
    price: Decimal
    currency: Currency
    stock: int
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(ProductDetails):
    """A product of the catalogue.

    Parameters
    ----------
    stock : int
        How many can be sold; never below zero.
    revision : str
        Changes whenever the product does, sales included: its ETag.
    """

    product_id: str
    stock: int
    image_url: str | None
    created_at: str
    updated_at: str
    revision: str


def new_product(details: ProductDetails, *, stock: int) -> Product:
    """Return a product that is new to the catalogue.

    Parameters
    ----------
    details : ProductDetails
        What the admin says of it.
    stock : int
        How many can be sold, from zero on.
    """
    moment = timestamp(now())
    return Product(
        **asdict(details),
        product_id=new_id(),
        stock=stock,
        image_url=None,
        created_at=moment,
        updated_at=moment,
        revision=new_id(),
    )
