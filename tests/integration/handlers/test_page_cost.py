"""One page of products costs the same with 100 products and with 100,000: by default 10,000, with FULL=1 all."""

from __future__ import annotations

import itertools
import json
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from handlers.domain.ids import new_id
from handlers.domain.products import Product
from handlers.store.page_tokens import make_token
from handlers.store.product_changes import product_row
from local.aws.clients import client
from local.config import TABLE, settings
from tests.harness import embedded_services, raise_timeouts
from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.conftest import forget_clients
from tests.sampling import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.config import LocalConfig

FEW, MANY = 100, shortened(100_000)
CATEGORY = "chairs"
LIMIT = 5


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of reading a page, and the number of its products."""

    requests: tuple[str, ...]
    items_read: int
    items_shown: int


def product(number: int) -> Product:
    """Return a product as the shop creates it."""
    moment = "2026-11-22T09:30:00.000Z"
    return Product(
        name=f"Product {number}",
        description=None,
        price=Decimal("19.90"),
        currency="USD",
        category="tables" if number % 2 else CATEGORY,
        is_active=True,
        product_id=new_id(),
        stock=number,
        image_key=None,
        created_at=moment,
        updated_at=moment,
        revision=new_id(),
    )


def fill(config: LocalConfig, count: int) -> list[str]:
    """Write products into the saved state of the embedded services, and return their ids, newest first.

    They read it at their next start; creating a hundred thousand products through their API takes half a minute.
    """
    saved = config.data / "aws" / "state" / "dynamodb.json"
    state = json.loads(saved.read_text())
    (table,) = [each for name, each in state["payload"]["tables"]["data"].items() if TABLE in name]
    items = [product_row(product(number)) for number in range(count)]
    table["items"] = {item["PK"]["S"]: {item["SK"]["S"]: item} for item in items}
    saved.write_text(json.dumps(state))
    return sorted((item["productId"]["S"] for item in items), reverse=True)


@contextmanager
def catalogue(data: Path, count: int) -> Iterator[list[str]]:
    """Configure the functions for a table with `count` products, and yield their ids, newest first."""
    with embedded_services(data) as empty:
        pass
    ids = fill(empty, count)
    with embedded_services(data) as config, pytest.MonkeyPatch.context() as patch:
        for name, value in settings(config).items():
            patch.setenv(name, value)
        # The embedded services sort the whole list for each query, which takes seconds; AWS keeps it sorted.
        raise_timeouts(patch)
        forget_clients()
        yield ids
        forget_clients()
        client("dynamodb", config.aws_url).delete_table(TableName=TABLE)  # not to be saved


def cost_of_a_page(newest_first: list[str], category: str | None, depth: float) -> Cost:
    """Read the page at a depth of a list, and return its cost."""
    partition = "PRODUCTS" if category is None else f"CATEGORY#{category}"
    last_before = newest_first[int(depth * len(newest_first)) - 1]
    page = {"page": make_token(last_before, list_key=partition)} if depth else {}
    with recorded() as aws:
        ids = catalog.ids(catalog.list_page(category, limit=str(LIMIT), **page))
    assert ids == sorted(ids, reverse=True)
    assert not depth or ids[0] < last_before
    return Cost(tuple(aws.requests), aws.items_read, len(ids))


def test_page_costs_the_same_with_few_and_with_many_products(tmp_path: Path) -> None:
    for count in (FEW, MANY):
        # Given a table of that many products
        with catalogue(tmp_path / str(count), count) as newest_first:
            # When the first page of each list is read, and pages deep inside
            pages = itertools.product((None, CATEGORY), (0, 0.5, 0.75))
            costs = {cost_of_a_page(newest_first, category, depth) for category, depth in pages}

        # Then each is one query that reads one item more than the page has
        assert costs == {Cost(("Query",), LIMIT + 1, LIMIT)}
