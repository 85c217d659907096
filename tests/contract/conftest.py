"""A running shop for the contract tests, and the tables of their results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import pytest

from tests.contract.corpus import CASES
from tests.contract.document import CELLS, OPERATIONS
from tests.contract.matrix import cells
from tests.contract.ways import Shop
from tests.harness import RunningShop, new_config, running_shop
from tests.integration.local.partners import new_partner


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """The whole shop as a process of its own, with the sample accounts and products."""
    with running_shop(new_config(tmp_path_factory.mktemp("shop"))) as shop:
        yield shop


@pytest.fixture(scope="session")
def faulty_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The shop whose AWS clients fail on a request's demand."""
    config = new_config(tmp_path_factory.mktemp("faulty"))
    with running_shop(config, module="tests.contract.faulty") as shop, httpx.Client(timeout=300) as client:
        yield Shop.at(shop.storefront, client, refused_key=new_partner(config, rate=0, burst=0).value)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tables of R3 and R17, and the verdicts on the corpus of changes."""
    properties = [each for report in terminalreporter.getreports("passed") for each in report.user_properties]
    answered = [value for name, value in properties if name == "answered"]
    if answered:
        _print_statuses(terminalreporter, answered)
    matrix = [value for name, value in properties if name == "cell"]
    if matrix:
        _print_matrix(terminalreporter, matrix)
    changes = [value for name, value in properties if name == "change"]
    if changes:
        _print_changes(terminalreporter, changes)


def _print_changes(terminalreporter: pytest.TerminalReporter, verdicts: Sequence[Any]) -> None:
    """Print how many changes of the table were judged as expected."""
    counts = Counter(verdicts)
    terminalreporter.section("contract changes")
    terminalreporter.write_line(
        f"{counts['breaking']} breaking and {counts['compatible']} compatible changes judged as expected, "
        f"{len(verdicts)} of {len(CASES)}"
    )


def _print_matrix(terminalreporter: pytest.TerminalReporter, matrix: Sequence[Any]) -> None:
    """Print how often each principal got which status, on each server."""
    write = terminalreporter.write_line
    terminalreporter.section("authorization matrix (R17)")
    counts = Counter((server, principal, status) for server, principal, status in matrix)
    statuses = sorted({status for _, _, status in counts})
    write(f"{'':46}" + "".join(f"{status:5}" for status in statuses))
    for server, principal in dict.fromkeys((cell.server, cell.principal) for cell in cells()):
        row = (counts[server, principal, status] for status in statuses)
        write(f"{server:12}{principal:34}" + "".join(f"{count or '':>5}" for count in row))
    write(f"{len(matrix)} of {len(list(cells()))} cells, each an operation called by an identity on a server")


def _print_statuses(terminalreporter: pytest.TerminalReporter, answered: Sequence[Any]) -> None:
    """Print which statuses of which operations were returned, and which AWS faults were injected."""
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
