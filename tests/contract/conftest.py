"""A running shop for the contract's tests, and the table that they fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.contract.document import CELLS, OPERATIONS
from tests.contract.ways import Shop
from tests.harness import RunningShop, new_place, running_shop
from tests.integration.local.partners import new_partner

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """The whole shop as a process of its own, with the sample accounts and products."""
    with running_shop(new_place(tmp_path_factory.mktemp("shop"))) as shop:
        yield shop


@pytest.fixture(scope="session")
def faulty_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The shop, whose AWS clients fail when a request asks for it."""
    place = new_place(tmp_path_factory.mktemp("faulty"))
    with running_shop(place, module="tests.contract.faulty") as shop, httpx.Client(timeout=30) as client:
        yield Shop.at(shop.storefront, client, refused_key=new_partner(place, rate=0, burst=0).value)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print R3's table: which status of which operation was answered, and by which injected fault of AWS."""
    reports = terminalreporter.getreports("passed")
    answered = [value for report in reports for name, value in report.user_properties if name == "answered"]
    if not answered:
        return
    write = terminalreporter.write_line
    terminalreporter.section("documented statuses that were answered (R3)")
    statuses = sorted({status for _, status in CELLS})
    seen = {(operation_id, status) for operation_id, status, _ in answered}
    write(f"{'':24}" + "".join(f"{status:5}" for status in statuses))
    for operation_id, operation in OPERATIONS.items():
        marks = ("" if s not in operation.statuses else "x" if (operation_id, s) in seen else "?" for s in statuses)
        write(f"{operation_id:24}" + "".join(f"{mark:>5}" for mark in marks))
    write(f"{len(seen)} of {len(CELLS)}; x: answered and valid, ?: not in this run")
    for fault in sorted({fault for _, _, fault in answered if fault}):
        cells = sorted(f"{operation_id} {status}" for operation_id, status, made_by in answered if made_by == fault)
        write(f"injected fault of AWS, {fault}: {', '.join(cells)}")
