"""R17: every operation, called by whoever may ask, on both servers."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import httpx
import jwt
import pytest

from local.place import JWT_SECRET
from local.provision import client
from local.sample_shop import ADMIN, CUSTOMER, KEYS
from tests.contract.document import OPERATIONS, Operation, check_answer
from tests.contract.matrix import BAD, GOOD, IDENTITIES, PARTNER, Cell, UndecidedError, cells, expected
from tests.contract.principals import Account, new_customer
from tests.contract.ways import Call, Shop, valid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.harness import RunningShop

_KEY = {"X-Api-Key": KEYS["premium"]}


@dataclass(frozen=True, slots=True)
class Stage:
    """A running shop, and those who have an account there."""

    running: RunningShop
    shop: Shop
    accounts: dict[str, Account]

    def url(self, server: str) -> str:
        """Return the URL of a server."""
        return self.running.partner if server == PARTNER else self.running.storefront

    def call(self, cell: Cell) -> Call:
        """Return a request of the cell's operation that is right but for who sends it: the things in it are there.

        They are the caller's own, or the customer's if the caller is somebody else.
        """
        owner = self.accounts["admin" if cell.identity == "admin" else "customer"]
        token = owner.access_token()
        shop = replace(self.shop, buyer=owner, token=token, customer=self.accounts["customer"].access_token())
        call = valid(shop, cell.operation_id)
        if cell.operation_id == "changePassword":
            call = call.with_json(currentPassword=owner.password, newPassword=owner.password)
        key = _KEY if cell.with_key else {}
        return replace(call, token=self.token(cell), headers=call.headers | key)

    def token(self, cell: Cell) -> str | None:
        """Return a bearer token of the cell's identity that the cell's server has never seen."""
        account = self.accounts.get(cell.identity, self.accounts["customer"])
        match cell.identity:
            case "anonymous":
                return None
            case "expired":
                return self._expired(account.access_token())
            case "revoked":
                return self._revoked(account)
            case "ended by logout":
                return self._ended(account, cell)
            case "refresh token as access token":
                return account.tokens()["refreshToken"]
        return account.access_token()

    def _expired(self, token: str) -> str:
        """Return a token as it will be a second after it has expired, signed as it is."""
        secrets = client("secretsmanager", self.running.place.aws_url)
        keys = json.loads(secrets.get_secret_value(SecretId=JWT_SECRET)["SecretString"])["keys"]
        header = jwt.get_unverified_header(token)
        (key,) = [base64.urlsafe_b64decode(each["key"]) for each in keys if each["kid"] == header["kid"]]
        claims = jwt.decode(token, options={"verify_signature": False})
        past = int(time.time()) - 1 - claims["exp"]
        moved = {name: claims[name] + past for name in ("iat", "nbf", "exp")}
        return jwt.encode(claims | moved, key, "HS256", header)

    def _revoked(self, account: Account) -> str:
        token, other = account.access_token(), account.access_token()
        session = jwt.decode(token, options={"verify_signature": False})["sid"]
        self._done(Call(operation_id="deleteSession", token=other, path={"id": session}), self.shop.base_url)
        return token

    def _ended(self, account: Account, cell: Cell) -> str:
        # By itself, but on the other server: each API has a cache of its own.
        token = account.access_token()
        elsewhere = self.running.storefront if cell.server == PARTNER else self.running.partner
        self._done(Call(operation_id="logoutUser", token=token, headers=_KEY), elsewhere)
        return token

    def _done(self, call: Call, base_url: str) -> None:
        assert replace(self.shop, base_url=base_url).send(call).status_code == 204


@pytest.fixture(scope="module")
def stage(shop: RunningShop) -> Iterator[Stage]:
    """The running shop with its sample accounts, and one more customer."""
    accounts = {
        "admin": Account(shop.storefront, ADMIN.email, ADMIN.password),
        "customer": Account(shop.storefront, CUSTOMER.email, CUSTOMER.password),
        "other customer": new_customer(shop.storefront),
    }
    with httpx.Client(timeout=30) as http:
        yield Stage(shop, Shop.at(shop.storefront, http), accounts)


@pytest.mark.parametrize("cell", list(cells()), ids=str)
def test_an_operation_is_for_those_whom_the_contract_names(
    stage: Stage, cell: Cell, record_property: Callable[[str, object], None]
) -> None:
    call = stage.call(cell)

    answer = replace(stage.shop, base_url=stage.url(cell.server)).send(call)

    wanted = expected(cell, OPERATIONS[cell.operation_id])
    assert answer.status_code == wanted.status, answer.text
    check_answer(cell.operation_id, answer)
    if wanted.problem is not None:
        assert answer.json()["type"].endswith(f"/{wanted.problem}")
    record_property("cell", [cell.server, cell.principal, cell.operation_id, answer.status_code])


@pytest.mark.parametrize("left_out", ["x-roles", "security"])
def test_an_operation_without_roles_or_security_is_no_cell(left_out: str) -> None:
    for operation_id, operation in OPERATIONS.items():
        written = {name: value for name, value in operation.written.items() if name != left_out}
        lacking = Operation(operation.method, operation.path, written)

        with pytest.raises(UndecidedError):
            expected(Cell(PARTNER, "anonymous", with_key=False, operation_id=operation_id), lacking)


def test_roles_that_contradict_the_security_are_no_cell() -> None:
    written = {**OPERATIONS["getCart"].written, "x-roles": ["anonymous", "customer"]}

    with pytest.raises(UndecidedError):
        expected(Cell(PARTNER, "customer", with_key=True, operation_id="getCart"), Operation("GET", "/cart", written))


def test_a_key_alone_authorises_nothing_that_needs_a_user() -> None:
    of_key = [cell for cell in cells() if cell.principal == "key only"]
    needing = [cell for cell in of_key if "anonymous" not in OPERATIONS[cell.operation_id].roles]

    assert needing
    assert {expected(cell, OPERATIONS[cell.operation_id]).status for cell in needing} == {401}


def test_the_matrix_has_everybody() -> None:
    assert {*GOOD, *BAD, "anonymous"} == set(IDENTITIES)
    assert {cell.principal for cell in cells()} >= {*IDENTITIES, "key only", "key + customer"}
