"""`bin/shop end-to-end` on a running shop: each step passes, or the failed one is printed and the stock is returned."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from local.aws.clients import client
from local.config import ROOT, TABLE
from ops.end_to_end import Customer
from ops.http_checks import CheckFailed
from ops.journal import Journal, Run
from tests.harness import environment
from tests.integration.handlers.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.harness import RunningShop

_RUN = Run("e2e", "of-the-tests")


def _rows(shop: RunningShop) -> dict[tuple[str, str], dict[str, Any]]:
    return Table(TABLE, client("dynamodb", shop.config.aws_url)).rows()


def _stock(shop: RunningShop) -> int:
    return sum(int(row.get("stock", 0)) for row in _rows(shop).values())


def _run(shop: RunningShop, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops", name, f"--run={_RUN.name}", *arguments],
        cwd=ROOT,
        env=environment(shop.config),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_session_leaves_an_account_which_a_purge_deletes(shop: RunningShop, tmp_path: Path) -> None:
    before, stock = _rows(shop), _stock(shop)

    # When the end-to-end session runs
    played = _run(shop, "end-to-end", shop.storefront, f"--journals={tmp_path}")

    # Then every step passes, and the stock is unchanged
    assert played.returncode == 0, played.stderr
    steps = ["register", "log in", "browse", "fill cart", "order", "cancel", "log out"]
    assert [line.removeprefix("ok        ") for line in played.stdout.splitlines()[1:]] == steps
    assert _stock(shop) == stock
    # And its remaining rows are purged
    assert _rows(shop).keys() > before.keys()
    purged = _run(shop, "purge", f"--journals={tmp_path}")
    assert purged.returncode == 0, purged.stderr
    assert purged.stdout.startswith(f"{_RUN.tag}: purged 1 accounts, 1 orders, 0 products")
    assert _rows(shop).keys() == before.keys()


class Failing(httpx.BaseTransport):
    """A transport that passes on the shop's responses, and replaces one of them with a 500."""

    def __init__(self, fails: Callable[[httpx.Request, int], bool]) -> None:
        self._fails = fails
        self.requests: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        what = f"{request.method} {request.url.path}"
        before = self.requests.count(what)
        self.requests.append(what)
        if self._fails(request, before):
            return httpx.Response(500, text="something broke")
        with httpx.HTTPTransport() as transport:
            response = transport.handle_request(request)
            response.read()
        return response


@pytest.mark.parametrize(
    ("step", "method", "path"),
    [
        ("register", "POST", "/auth/register"),
        ("log in", "POST", "/auth/login"),
        ("browse", "GET", "/products"),
        ("fill cart", "POST", "/cart/items"),
        ("order", "POST", "/orders"),
        ("cancel", "PUT", "/cancel"),
    ],
)
def test_a_failed_step_is_printed_with_a_curl_command(
    shop: RunningShop, tmp_path: Path, step: str, method: str, path: str
) -> None:
    stock = _stock(shop)
    transport = Failing(lambda request, _: request.method == method and request.url.path.endswith(path))
    journal = Journal.of_run(_RUN, tmp_path)

    with httpx.Client(transport=transport) as http, pytest.raises(CheckFailed) as failure:
        Customer(shop.storefront, journal, http).run()

    assert str(failure.value).startswith(f"FAILED    {step}\n  expected: status 20")
    assert "received: 500" in str(failure.value)
    assert f"try it:   curl -si {'' if method == 'GET' else f'-X {method} '}" in str(failure.value)
    # If the order can't be cancelled, the purge does it
    assert _stock(shop) == stock - (step == "cancel")
    purged = _run(shop, "purge", f"--journals={tmp_path}")
    assert purged.returncode == 0, purged.stderr
    assert _stock(shop) == stock


def test_an_order_whose_replay_fails_is_cancelled(shop: RunningShop, tmp_path: Path) -> None:
    stock = _stock(shop)
    transport = Failing(lambda request, before: request.url.path.endswith("/orders") and before == 1)
    journal = Journal.of_run(_RUN, tmp_path)

    with httpx.Client(transport=transport) as http, pytest.raises(CheckFailed, match="FAILED    order"):
        Customer(shop.storefront, journal, http).run()

    assert transport.requests[-1].endswith("/cancel")
    assert _stock(shop) == stock
    assert _run(shop, "purge", f"--journals={tmp_path}").returncode == 0


def test_an_order_of_an_interrupted_run_is_cancelled(shop: RunningShop, tmp_path: Path) -> None:
    stock = _stock(shop)

    def interrupt(request: httpx.Request, before: int) -> bool:
        if request.url.path.endswith("/orders") and before == 1:
            raise KeyboardInterrupt
        return False

    journal = Journal.of_run(_RUN, tmp_path)

    with httpx.Client(transport=Failing(interrupt)) as http, pytest.raises(KeyboardInterrupt):
        Customer(shop.storefront, journal, http).run()

    assert _stock(shop) == stock
    assert _run(shop, "purge", f"--journals={tmp_path}").returncode == 0
