from decimal import Decimal

import pytest

from handlers.domain.products import ProductDetails, new_product
from handlers.store.product_changes import product_row
from handlers.store.products import PRODUCT_ATTRIBUTES, read_product

KEYS = {"PK", "SK", "GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK"}


def test_product_is_read_from_the_listed_attributes_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODUCT_LIST_SHARDS", "4")
    # Given a row without the keys, as lists read it
    details = ProductDetails(
        name="Chair", description="Oak", price=Decimal("9.5"), currency="EUR", category="chairs", is_active=True
    )
    product = new_product(details, stock=3)
    row = product_row(product)
    listed = {name: value for name, value in row.items() if name in PRODUCT_ATTRIBUTES}

    assert read_product(listed) == product
    assert row.keys() - PRODUCT_ATTRIBUTES == KEYS
