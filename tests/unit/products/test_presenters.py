import json
from dataclasses import replace
from decimal import Decimal

from handlers.domain.products import ProductDetails, new_product
from handlers.products.presenters import present_product

DESK = ProductDetails(
    name="Desk", description=None, price=Decimal("499.95"), currency="EUR", category="furniture", is_active=True
)


def test_image_url_is_the_base_url_and_the_key() -> None:
    desk = replace(new_product(DESK, stock=3), image_key="products/p/i.png")

    presented = present_product(desk, "https://images.example.com")

    assert json.loads(presented.text)["imageUrl"] == "https://images.example.com/products/p/i.png"


def test_product_without_a_picture_has_no_image_url() -> None:
    presented = present_product(new_product(DESK, stock=3), "https://images.example.com")

    assert "imageUrl" not in json.loads(presented.text)
