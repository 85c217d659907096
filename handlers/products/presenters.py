"""Presenters of products, and the details in a request body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import product as contract
from handlers.domain.pricing import canonical
from handlers.domain.products import ProductDetails
from handlers.runtime.http.response import or_default

if TYPE_CHECKING:
    from generated.requests.product_create import ProductCreate
    from generated.requests.product_update import ProductUpdate
    from handlers.domain.products import Product


def present_product(product: Product, image_base_url: str = "") -> contract.Product:
    """Return a product as the contract's ``Product``; one without a picture needs no base URL."""
    image_key = product.image_key
    image_url = None if image_key is None else f"{image_base_url}/{image_key}"
    # Not with `represent`: a page has a hundred of them.
    return contract.Product(
        product_id=product.product_id,
        name=product.name,
        description=product.description,
        price=product.price,
        currency=product.currency,
        category=product.category,
        stock=product.stock,
        is_active=product.is_active,
        image_url=image_url,
        created_at=product.created_at,
        updated_at=product.updated_at,
    )


def product_details(body: ProductCreate | ProductUpdate) -> ProductDetails:
    """Return the details in a body; the currency defaults to USD, and the product to active."""
    return ProductDetails(
        name=body.name,
        description=or_default(body.description, None),
        price=canonical(body.price),
        currency=or_default(body.currency, "USD"),
        category=body.category,
        is_active=or_default(body.is_active, True),  # a field's value, not a flag argument
    )
