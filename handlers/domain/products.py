"""Products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from handlers.domain.clock import now, timestamp
from handlers.domain.ids import new_id

if TYPE_CHECKING:
    from decimal import Decimal

type Currency = Literal["USD", "EUR", "GBP"]

IMAGE_TYPES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


# Not frozen: a page constructs a hundred of them, and a frozen one sets each attribute with a function call.
@dataclass(slots=True, kw_only=True)
class ProductDetails:
    """The attributes of a product that an admin sets.

    Parameters
    ----------
    price : Decimal
        At most two decimals, in ``currency``.
    is_active : bool
        Whether the product is listed and can be bought.
    """

    name: str
    description: str | None
    price: Decimal
    currency: Currency
    category: str
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSnapshot:
    """The name, price and stock of a product when it was read.

    Parameters
    ----------
    stock : int
        The quantity available.
    is_active : bool
        Whether the product can be bought.
    stock_row : int
        The stock row from which a sale draws first.
    """

    product_id: str
    name: str
    price: Decimal
    currency: Currency
    stock: int
    is_active: bool
    stock_row: int = 0


@dataclass(slots=True, kw_only=True)
class Product(ProductDetails):
    """A product of the catalogue.

    Parameters
    ----------
    stock : int
        The quantity available; never below zero.
    image_key : str or None
        The key of its picture in the image bucket; None if it has none.
    revision : str
        A new value with every change of the product or of its stock: the ETag.
    """

    product_id: str
    stock: int
    image_key: str | None
    created_at: str
    updated_at: str
    revision: str


def new_product(details: ProductDetails, *, stock: int) -> Product:
    """Return a new product.

    Parameters
    ----------
    details : ProductDetails
        The attributes set by the admin.
    stock : int
        The quantity available, at least zero.
    """
    moment = timestamp(now())
    return Product(
        name=details.name,
        description=details.description,
        price=details.price,
        currency=details.currency,
        category=details.category,
        is_active=details.is_active,
        product_id=new_id(),
        stock=stock,
        image_key=None,
        created_at=moment,
        updated_at=moment,
        revision=new_id(),
    )
