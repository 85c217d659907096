"""R17: every operation, called by every kind of caller, on both servers."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from local.config import JWT_SECRET, ROOT
from local.sample_shop import ADMIN, CUSTOMER, KEYS
from tests.contract.callers import Servers, Stage, changer
from tests.contract.document import OPERATIONS, Operation
from tests.contract.matrix import BAD, GOOD, IDENTITIES, PARTNER, Cell, UndecidedError, cells, expected
from tests.contract.principals import Account, new_customer
from tests.contract.ways import Shop
from tests.harness import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.harness import RunningShop


def promote(shop: RunningShop, account: Account) -> None:
    """Make an account an admin, as `bin/shop admin grant EMAIL` does."""
    command = [sys.executable, "-m", "ops", "admin", "grant", account.email]
    subprocess.run(command, cwd=ROOT, env=environment(shop.config), capture_output=True, check=True)


@pytest.fixture(scope="module")
def stage(shop: RunningShop) -> Iterator[Stage]:
    """The running shop with its sample accounts, and one more customer."""
    accounts = {
        "admin": Account(shop.storefront, ADMIN.email, ADMIN.password),
        "customer": Account(shop.storefront, CUSTOMER.email, CUSTOMER.password),
        "other customer": new_customer(shop.storefront),
        **{changer(identity): new_customer(shop.storefront) for identity in GOOD},
    }
    promote(shop, accounts[changer("admin")])
    with httpx.Client(timeout=300) as http:
        servers = Servers(shop.storefront, shop.partner, shop.config.aws_url, KEYS["premium"], JWT_SECRET)
        yield Stage(servers, Shop.at(shop.storefront, http), accounts)


@pytest.mark.parametrize("cell", list(cells()), ids=str)
def test_operation_admits_exactly_the_callers_in_the_contract(
    stage: Stage, cell: Cell, record_property: Callable[[str, object], None]
) -> None:
    status = stage.answered(cell)

    record_property("cell", [cell.server, cell.principal, status])


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
    of_key = [cell for cell in cells() if cell.principal == "key only"]
    needing = [cell for cell in of_key if "anonymous" not in OPERATIONS[cell.operation_id].roles]

    assert needing
    assert {expected(cell, OPERATIONS[cell.operation_id]).status for cell in needing} == {401}


def test_matrix_has_every_identity() -> None:
    assert {*GOOD, *BAD, "anonymous"} == set(IDENTITIES)
    assert {cell.principal for cell in cells()} >= {*IDENTITIES, "key only", "key + customer"}
