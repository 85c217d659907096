"""R17: every operation, called by whoever may ask, on both servers."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import httpx
import jwt
import pytest

from local.place import JWT_SECRET, ROOT
from local.provision import client
from local.sample_shop import ADMIN, CUSTOMER, KEYS
from tests.contract.document import OPERATIONS, Operation, check_answer
from tests.contract.matrix import BAD, GOOD, IDENTITIES, PARTNER, STOREFRONT, Cell, UndecidedError, cells, expected
from tests.contract.principals import Account, new_customer
from tests.contract.ways import Call, Shop, valid
from tests.harness import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.harness import RunningShop

_KEY = {"X-Api-Key": KEYS["premium"]}


@dataclass(frozen=True, slots=True)
class Stage:
    """A running shop, and those who have an account there.

    Parameters
    ----------
    tokens : dict
        Bearer tokens that several cells share. What is refused is in no cache, so a bad token stays one that the
        server's has never seen.
    refused : dict
        Requests that nothing comes of, by operation and owner: several cells send the same.
    """

    running: RunningShop
    shop: Shop
    accounts: dict[str, Account]
    tokens: dict[tuple[str, str], str | None] = field(default_factory=dict)
    refused: dict[tuple[str, str], Call] = field(default_factory=dict)

    def url(self, server: str) -> str:
        """Return the URL of a server."""
        return self.running.partner if server == PARTNER else self.running.storefront

    def call(self, cell: Cell) -> Call:
        """Return a request of the cell's operation that is right but for who sends it: the things in it are there.

        They are the caller's own, or the customer's if the caller is somebody else.
        """
        key = _KEY if cell.with_key else {}
        call = self._right_call(cell)
        return replace(call, token=self._token(cell), headers=call.headers | key)

    def _right_call(self, cell: Cell) -> Call:
        owner = "admin" if cell.identity == "admin" else "customer"
        token = self._shared("customer" if owner == "customer" else "admin", STOREFRONT) or ""
        shop = replace(self.shop, buyer=self.accounts[owner], token=token)
        if expected(cell, OPERATIONS[cell.operation_id]).problem is not None:
            place = (cell.operation_id, owner)
            if place not in self.refused:
                self.refused[place] = valid(shop, cell.operation_id)
            return self.refused[place]
        call = valid(shop, cell.operation_id)
        if cell.operation_id == "changePassword":
            # To what it is: the account is one that several cells use.
            password = self.accounts[_changer(cell.identity)].password
            call = call.with_json(currentPassword=password, newPassword=password)
        return call

    def _token(self, cell: Cell) -> str | None:
        match cell.operation_id:
            case "logoutUser" if cell.identity in GOOD:
                return self.accounts[cell.identity].access_token()
            case "changePassword" if cell.identity in GOOD:
                # It ends the account's other sessions.
                return self.accounts[_changer(cell.identity)].access_token()
        return self._shared(cell.identity, cell.server)

    def _shared(self, identity: str, server: str) -> str | None:
        place = (identity, server if identity in BAD else "")
        if place not in self.tokens:
            self.tokens[place] = self._new_token(identity, server)
        return self.tokens[place]

    def _new_token(self, identity: str, server: str) -> str | None:
        account = self.accounts.get(identity, self.accounts["customer"])
        match identity:
            case "anonymous":
                return None
            case "expired":
                return self._expired(account.access_token())
            case "revoked":
                return self._revoked(account)
            case "ended by logout":
                return self._ended(account, server)
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

    def _ended(self, account: Account, server: str) -> str:
        # By itself, but on the other server: each API has a cache of its own.
        token = account.access_token()
        elsewhere = self.running.storefront if server == PARTNER else self.running.partner
        self._done(Call(operation_id="logoutUser", token=token, headers=_KEY), elsewhere)
        return token

    def _done(self, call: Call, base_url: str) -> None:
        assert replace(self.shop, base_url=base_url).send(call).status_code == 204


def _changer(identity: str) -> str:
    """Return who changes a password in the place of an identity."""
    return f"{identity} who changes a password"


def promote(shop: RunningShop, account: Account) -> None:
    """Make an account an admin, as `make admin` does."""
    command = [sys.executable, "-m", "local.admin", account.email]
    subprocess.run(command, cwd=ROOT, env=environment(shop.place), capture_output=True, check=True)


@pytest.fixture(scope="module")
def stage(shop: RunningShop) -> Iterator[Stage]:
    """The running shop with its sample accounts, and one more customer."""
    accounts = {
        "admin": Account(shop.storefront, ADMIN.email, ADMIN.password),
        "customer": Account(shop.storefront, CUSTOMER.email, CUSTOMER.password),
        "other customer": new_customer(shop.storefront),
        **{_changer(identity): new_customer(shop.storefront) for identity in GOOD},
    }
    promote(shop, accounts[_changer("admin")])
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
    record_property("cell", [cell.server, cell.principal, answer.status_code])


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
