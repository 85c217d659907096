from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.performance.files_entered import files_of, sample_shop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.contract.calls import Shop


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with sample_shop() as shop:
        yield shop


@pytest.mark.parametrize(("operation_id", "most"), [("getProduct", 21), ("createOrder", 39)])
def test_warm_request_enters_few_files(shop: Shop, operation_id: str, most: int) -> None:
    files = files_of(shop, operation_id)

    assert "handlers/runtime/http/operation.py" in files
    assert len(files) <= most, "\n".join(files)
