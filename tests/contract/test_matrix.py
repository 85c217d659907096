"""R17: every operation, called by every kind of caller, on both servers."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from local.config import JWT_SECRET, ROOT
from local.sample_shop import KEYS
from tests.contract.document import OPERATIONS, Operation
from tests.contract.matrix import (
    BAD,
    GOOD,
    IDENTITIES,
    MATRIX,
    PARTNER,
    Callers,
    Cell,
    UndecidedError,
    expected,
)
from tests.harness import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.contract.calls import Shop
    from tests.harness import RunningShop


@pytest.fixture(scope="module")
def callers(shop: RunningShop, open_shop: Shop) -> Iterator[Callers]:
    """The callers of the running shop; afterwards its own admin is the only one again."""
    promoted: list[str] = []

    def admin(command: str, email: str) -> None:
        words = [sys.executable, "-m", "ops", "admin", command, email]
        subprocess.run(words, cwd=ROOT, env=environment(shop.config), capture_output=True, check=True)

    def promote(email: str) -> None:
        promoted.append(email)
        admin("grant", email)

    yield Callers.of(open_shop, KEYS["premium"], shop.config.aws_url, JWT_SECRET, promote)
    for email in promoted:
        admin("revoke", email)


@pytest.mark.parametrize("cell", MATRIX, ids=str)
def test_operation_admits_exactly_the_callers_in_the_contract(callers: Callers, cell: Cell) -> None:
    callers.check(cell)


@pytest.mark.parametrize("left_out", ["x-roles", "security"])
def test_operation_without_roles_or_security_is_undecided(left_out: str) -> None:
    for operation_id, operation in OPERATIONS.items():
        written = {name: value for name, value in operation.written.items() if name != left_out}
        lacking = Operation(operation.method, operation.path, written)

        with pytest.raises(UndecidedError):
            expected(Cell(PARTNER, "anonymous", with_key=False, operation_id=operation_id), lacking)


def test_roles_that_contradict_the_security_are_undecided() -> None:
    written = {**OPERATIONS["getCart"].written, "x-roles": ["anonymous", "customer"]}

    with pytest.raises(UndecidedError):
        expected(Cell(PARTNER, "customer", with_key=True, operation_id="getCart"), Operation("GET", "/cart", written))


def test_api_key_alone_does_not_authenticate_a_user() -> None:
    of_key = [cell for cell in MATRIX if cell.principal == "key only"]
    needing = [cell for cell in of_key if "anonymous" not in OPERATIONS[cell.operation_id].roles]

    assert needing
    assert {expected(cell, OPERATIONS[cell.operation_id]) for cell in needing} == {(401, "unauthorized")}


def test_matrix_has_every_identity() -> None:
    assert {*GOOD, *BAD, "anonymous"} == set(IDENTITIES)
    assert {cell.principal for cell in MATRIX} >= {*IDENTITIES, "key only", "key + customer"}
