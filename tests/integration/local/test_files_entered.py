from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.performance.files_entered import WarmShop, warm_shop

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def shop() -> Iterator[WarmShop]:
    with warm_shop() as shop:
        yield shop


@pytest.mark.parametrize(("request_name", "most"), [("getProduct", 18), ("createOrder", 36)])
def test_warm_request_enters_few_files(shop: WarmShop, request_name: str, most: int) -> None:
    files = shop.files_of(request_name)

    assert "handlers/runtime/http/operation.py" in files
    assert len(files) <= most, "\n".join(files)
