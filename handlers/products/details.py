"""What an admin says of a product, with what is left out filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.money import canonical
from handlers.domain.products import ProductDetails
from handlers.runtime.http.response import or_default

if TYPE_CHECKING:
    from generated.models.product_create import ProductCreate
    from generated.models.product_update import ProductUpdate


def details_of(said: ProductCreate | ProductUpdate) -> ProductDetails:
    """Return the details that a body describes; left out, the currency is USD and the product is active."""
    return ProductDetails(
        name=said.name,
        description=or_default(said.description, None),
        price=canonical(said.price),
        currency=or_default(said.currency, "USD"),
        category=said.category,
        is_active=or_default(said.is_active, True),  # a field's value, not a switch
    )
