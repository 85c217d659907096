"""R5: one strong ETag means one representation, byte for byte, however its price was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.contract.calls import Shop

SPELLINGS = {"1e2": "100", "100.10": "100.1", "-0.0": "0", "0.070": "0.07", "1000000.00": "1000000", "1E-2": "0.01"}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_written_and_read_product_are_identical(open_shop: Shop, spelling: str) -> None:
    headers = {"Authorization": f"Bearer {open_shop.tokens['admin']}", "Content-Type": "application/json"}
    body = f'{{"name": "Chair", "price": {spelling}, "category": "chairs"}}'

    created = open_shop.client.post(f"{open_shop.storefront}/products", headers=headers, content=body)
    product = f"{open_shop.storefront}/products/{created.json()['productId']}"
    read = open_shop.client.get(product)
    updated = open_shop.client.put(product, headers=headers, content=body)
    read_again = open_shop.client.get(product)

    assert f'"price":{SPELLINGS[spelling]},' in created.text
    assert (read.text, read.headers["ETag"]) == (created.text, created.headers["ETag"])
    assert (read_again.text, read_again.headers["ETag"]) == (updated.text, updated.headers["ETag"])
