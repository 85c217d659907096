"""Callers of R17's matrix: accounts of a shop, wherever it runs, with valid and invalid tokens."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import jwt

from tests.contract.document import OPERATIONS, check_answer
from tests.contract.matrix import BAD, GOOD, PARTNER, STOREFRONT, Cell, expected
from tests.contract.principals import Account
from tests.contract.ways import Call, Shop, valid
from tests.tokens import expired


@dataclass(frozen=True, slots=True)
class Servers:
    """Where a shop's two servers are, and the AWS services behind them."""

    storefront: str
    partner: str
    aws_url: str
    key: str
    jwt_secret: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A running shop and its accounts."""

    servers: Servers
    shop: Shop
    accounts: dict[str, Account]
    tokens: dict[tuple[str, str], str | None] = field(default_factory=dict)
    refused: dict[tuple[str, str], Call] = field(default_factory=dict)

    def url(self, server: str) -> str:
        return self.servers.partner if server == PARTNER else self.servers.storefront

    @property
    def _key(self) -> dict[str, str]:
        return {"X-Api-Key": self.servers.key}

    def answered(self, cell: Cell) -> int:
        """Send a cell's request, compare the response with the expected one, and return its status."""
        answer = replace(self.shop, base_url=self.url(cell.server)).send(self.call(cell))
        expectation = expected(cell, OPERATIONS[cell.operation_id])
        assert answer.status_code == expectation.status, answer.text
        check_answer(cell.operation_id, answer)
        if expectation.problem is not None:
            assert answer.json()["type"].endswith(f"/{expectation.problem}")
        return answer.status_code

    def call(self, cell: Cell) -> Call:
        """Return a request of the cell's operation that is valid for an authorized caller: what it names exists."""
        key = self._key if cell.with_key else {}
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
            # To the same password: several cells use the account.
            password = self.accounts[changer(cell.identity)].password
            call = call.with_json(currentPassword=password, newPassword=password)
        return call

    def _token(self, cell: Cell) -> str | None:
        match cell.operation_id:
            case "logoutUser" if cell.identity in GOOD:
                return self.accounts[cell.identity].access_token()
            case "changePassword" if cell.identity in GOOD:
                # It ends the account's other sessions.
                return self.accounts[changer(cell.identity)].access_token()
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
                return expired(account.access_token(), self.servers.aws_url, self.servers.jwt_secret)
            case "revoked":
                return self._revoked(account)
            case "ended by logout":
                return self._ended(account, server)
            case "refresh token as access token":
                return account.tokens()["refreshToken"]
        return account.access_token()

    def _revoked(self, account: Account) -> str:
        token, other = account.access_token(), account.access_token()
        session = jwt.decode(token, options={"verify_signature": False})["sid"]
        self._done(Call(operation_id="deleteSession", token=other, path={"id": session}), self.shop.base_url)
        return token

    def _ended(self, account: Account, server: str) -> str:
        # Logs itself out on the other server, because each API has its own authorizer cache.
        token = account.access_token()
        elsewhere = self.servers.storefront if server == PARTNER else self.servers.partner
        self._done(Call(operation_id="logoutUser", token=token, headers=self._key), elsewhere)
        return token

    def _done(self, call: Call, base_url: str) -> None:
        assert replace(self.shop, base_url=base_url).send(call).status_code == 204


def changer(identity: str) -> str:
    """Return the account that changes its password on behalf of an identity."""
    return f"{identity} who changes a password"
