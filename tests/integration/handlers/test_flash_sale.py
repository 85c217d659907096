"""Many buyers of one product at once, on a table whose rows conflict as on AWS."""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers import catalog
from tests.integration.handlers.buying import ADA, open_account, order, stock
from tests.integration.handlers.calling import call
from tests.integration.handlers.faulty_proxy import FaultyProxy, cancelled, running
from tests.lambda_events import ADMIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.integration.handlers.table import Table

BUYERS, STOCK = 200, 1000
HOLD_SECONDS = 0.010


class ConflictingProxy(FaultyProxy):
    """A proxy in which a transaction holds its rows for a while, and another one that meets them is cancelled."""

    def __init__(self, upstream: str) -> None:
        super().__init__(upstream)
        self.lock = threading.Lock()
        self.held: set[str] = set()
        self.conflicts = 0

    def forward(self, request: httpx.Request) -> httpx.Response:
        if self.operation_of(request) != "TransactWriteItems":
            return super().forward(request)
        rows = [row_of(action) for action in json.loads(request.content)["TransactItems"]]
        with self.lock:
            codes = ["TransactionConflict" if row in self.held else "None" for row in rows]
            if "TransactionConflict" in codes:
                self.conflicts += 1
                rejection = cancelled(*codes)
                return httpx.Response(
                    rejection.status, content=rejection.body, headers={"Content-Type": rejection.content_type}
                )
            self.held.update(rows)
        try:
            threading.Event().wait(HOLD_SECONDS)  # the model's time, on which no assertion depends
            return super().forward(request)
        finally:
            with self.lock:
                self.held.difference_update(rows)


def row_of(action: Mapping[str, Any]) -> str:
    ((_, write),) = action.items()
    key = write.get("Key") or write["Item"]
    return f"{key['PK']['S']} {key['SK']['S']}"


@pytest.fixture
def conflicting(new_process: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[ConflictingProxy]:
    with running(ConflictingProxy(os.environ["AWS_ENDPOINT_URL"])) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        yield proxy


@pytest.mark.parametrize("rows", [1, 64])
def test_every_buyer_of_a_flash_sale_gets_an_order(
    conflicting: ConflictingProxy, new_process: Table, rows: int
) -> None:
    # Given a product with more units than buyers
    product_id = catalog.create_id(stock=STOCK)
    call("setStockRows", path={"id": product_id}, body={"rows": rows}, caller=ADMIN)
    buyers = [{**ADA, "userId": open_account(new_id())} for _ in range(BUYERS)]

    def buy(buyer: Mapping[str, str]) -> int:
        # On a busy machine a transaction holds its rows for longer than on AWS; tests/performance/conflicts.py proves
        # that nobody waits in vain there.
        key = new_id()
        while (placed := order(buyer, product_id, key=key)).status == 503:
            pass
        return placed.status

    # When all of them order at once, and retry rejected orders
    with ThreadPoolExecutor(BUYERS) as together:
        statuses = Counter(together.map(buy, buyers))

    # Then transactions met, and each buyer has an order: 202 if a busy machine let the payment's response time out
    assert conflicting.conflicts
    assert statuses[201] + statuses[202] == BUYERS
    assert stock(new_process, product_id) == STOCK - BUYERS
