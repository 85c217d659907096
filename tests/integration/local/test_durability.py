"""Acknowledged data survives a kill of the gateway and the embedded AWS services at once, at any moment.

Two rounds of fifty checkouts, each killed at a seeded moment; twenty with FULL=1.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
from ministack.core import persistence

from handlers.domain.ids import new_id
from local.aws.clients import client
from local.aws.recovery import recover
from local.aws.saved_state import SavedState, lock_file
from local.config import ACCOUNT, BUCKET, REGION, TABLE
from local.sample_shop import KEYS
from tests.contract.principals import sample_account
from tests.harness import eventually, new_config, running_shop
from tests.integration.handlers.notifications import mails_of, verify
from tests.integration.handlers.table import Table, plain
from tests.integration.local.partners import control
from tests.integration.proofs.invariants import assert_invariants
from tests.sampling import shortened
from tests.support.requests import order_request
from tests.support.shop_client import Customer, log_in, new_customer, new_product, shop_client

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pytest

    from tests.harness import RunningShop
    from tests.integration.handlers.table import Row

_CHECKOUTS, _AT_ONCE, _STOCK = 50, 4, 10_000


def _kill(shop: RunningShop) -> None:
    """Kill the embedded AWS services and the gateway at once."""
    os.kill(int(lock_file(shop.config.data / "aws").read_text()), signal.SIGKILL)
    shop.end(signal.SIGKILL)


def _product(shop: RunningShop) -> str:
    with shop_client(shop.storefront, sample_account(shop.storefront, "admin").access_token()) as admin:
        return new_product(admin, stock=_STOCK)


def _buy_until_killed(shop: RunningShop, customer: Customer, product: str, last: int) -> dict[str, Any]:
    """Place orders, kill the shop when so many are acknowledged, and return these."""
    acknowledged: dict[str, Any] = {}

    def buy(_: int) -> None:
        try:
            headers = {"Idempotency-Key": new_id()}
            placed = customer.api.post("/orders", json=order_request((product, 1)), headers=headers)
        except httpx.TransportError:
            return
        assert placed.status_code == 201, placed.text
        acknowledged[placed.json()["orderId"]] = placed.json()
        if len(acknowledged) == last:
            _kill(shop)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(buy, range(_CHECKOUTS)))
    return acknowledged


def _assert_kept(shop: RunningShop, email: str, orders: dict[str, Any]) -> None:
    """Assert that an account and its acknowledged orders are as before, and that each order is confirmed by e-mail."""
    with shop_client(shop.storefront) as api:
        api.headers["Authorization"] = f"Bearer {log_in(api, email).json()['accessToken']}"
        for order_id, order in orders.items():
            assert api.get(f"/orders/{order_id}").json() == order
            assert eventually(partial(mails_of, shop.config, order_id))


def _rows(shop: RunningShop) -> Any:
    return _of_books(Table(TABLE, client("dynamodb", shop.config.aws_url)).rows().values())


def _of_books(rows: Iterable[Row]) -> Any:
    return {(row["PK"], row["SK"]): row for row in rows if not row["SK"].startswith(("ATTEMPTS", "SESSION#"))}


def test_no_acknowledged_order_or_account_is_lost_when_everything_is_killed_at_once(tmp_path: Path) -> None:
    config, dice = new_config(tmp_path), random.Random(15)  # noqa: S311  # a sample
    with running_shop(config) as shop:
        product = _product(shop)
    for _ in range(shortened(20)):
        with running_shop(config) as shop, new_customer(shop.storefront) as customer:
            verify(shop, customer)
            orders = _buy_until_killed(shop, customer, product, dice.randint(1, _CHECKOUTS))
        assert orders

        with running_shop(config) as shop:
            assert "because the last run was killed" in shop.text()
            _assert_kept(shop, customer.email, orders)
            assert orders.keys() <= assert_invariants(_rows(shop), {product: _STOCK}).orders.keys()


def test_all_other_data_survives_too(tmp_path: Path) -> None:
    config = new_config(tmp_path)
    # Given a sample shop without one of its products, with an image and a key less, and its signing key
    with running_shop(config) as shop:
        account = sample_account(shop.storefront, "admin")
        with shop_client(shop.storefront, token := account.access_token()) as admin:
            deleted = admin.get("/products?limit=1").json()["items"][0]["productId"]
            assert admin.delete(f"/products/{deleted}").status_code == 204
        client("s3", config.aws_url).put_object(Bucket=BUCKET, Key="products/kept", Body=b"an image")
        keys = {key["value"]: key["id"] for key in control(config).get_api_keys(includeValues=True)["items"]}
        control(config).delete_api_key(apiKey=keys.pop(KEYS["free"]))

        # When everything is killed, and started again
        _kill(shop)
    with running_shop(config) as shop:
        # Then they are as before, and the sample shop isn't created again
        with shop_client(shop.storefront, token) as admin:
            assert admin.get("/auth/me").status_code == 200
            assert admin.get(f"/products/{deleted}").status_code == 404
        assert len(httpx.get(f"{shop.storefront}/products?limit=100").json()["items"]) == 49
        assert client("s3", config.aws_url).get_object(Bucket=BUCKET, Key="products/kept")["Body"].read() == b"an image"
        left = control(config).get_api_keys(includeValues=True)["items"]
        assert {key["value"]: key["id"] for key in left} == keys

    # And after an orderly stop, nothing comes from the journal
    with running_shop(config) as shop:
        assert "Restored: " in shop.text()
        assert "killed" not in shop.text()


def test_power_failure_keeps_whole_transactions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given the journal of orders
    config, dice = new_config(tmp_path / "shop"), random.Random(15)  # noqa: S311  # a sample
    with running_shop(config) as shop, new_customer(shop.storefront) as customer:
        product = _product(shop)
        for _ in range(5):
            customer.order(product)
        _kill(shop)
    saved = config.data / "aws" / "state"
    size = (saved / "journal").stat().st_size

    # When a power failure cuts it at any byte
    monkeypatch.setattr(persistence, "PERSIST_STATE", True)
    for cut in dice.sample(range(size), 20):
        folder = tmp_path / "aws"
        shutil.copytree(saved, folder / "state")
        os.truncate(folder / "state" / "journal", cut)
        recover(SavedState(folder))

        # Then what is left is consistent
        assert not (folder / "state" / "journal").exists()
        supplied = {product: _STOCK}
        assert_invariants(_saved_rows(folder / "state", monkeypatch), supplied)
        shutil.rmtree(folder)


def test_damage_in_the_journal_restores_what_precedes_it_and_loses_nothing(tmp_path: Path) -> None:
    # Given the journal of orders, with a wrong byte in the middle
    config = new_config(tmp_path)
    with running_shop(config) as shop, new_customer(shop.storefront) as customer:
        product = _product(shop)
        for _ in range(5):
            customer.order(product)
        _kill(shop)
    journal = config.data / "aws" / "state" / "journal"
    lines = journal.read_bytes().splitlines(keepends=True)
    middle = len(lines) // 2
    lines[middle] = lines[middle].replace(b"{", b"[", 1)
    journal.write_bytes(b"".join(lines))

    # When the shop starts again, twice
    with running_shop(config) as shop:
        written = shop.text()
        assert_invariants(_rows(shop), {product: _STOCK})
    with running_shop(config) as again:
        assert "damaged" not in again.text()

    # Then it has the changes before the damage, and the others are in a file that it names
    [kept] = (config.data / "aws").glob("*.damaged")
    assert kept.read_bytes() == b"".join(lines[middle:])
    later = len(lines) - middle - 1
    assert f"Restored: {middle:,} entries of the journal, up to a damaged one. It and {later:,} readable" in written
    assert str(kept) in written


def _saved_rows(state: Path, patch: pytest.MonkeyPatch) -> Any:
    patch.setattr(persistence, "STATE_DIR", str(state))
    tables = (persistence.load_state("dynamodb") or {}).get("tables")
    table = tables.get_scoped(ACCOUNT, REGION, TABLE) if tables else {"items": {}}
    return _of_books(plain(item) for partition in table["items"].values() for item in partition.values())
