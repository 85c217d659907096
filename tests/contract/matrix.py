"""R17: the authorization matrix. What it expects is derived from openapi.yaml alone.

A caller has an identity, from the bearer token, and an API key or none. Each calls each operation on both servers,
on existing resources, with a request that is valid for an authorized caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import product

from tests.contract.calls import Call, Shop, valid
from tests.contract.document import OPERATIONS, Operation, check_response
from tests.contract.principals import Account, new_customer, sample_account, session_of, verify
from tests.tokens import expired

STOREFRONT, PARTNER = SERVERS = ("storefront", "partner")
_PUBLIC: list[dict[str, list[str]]] = [{}, {"ApiKeyAuth": []}]
_PROTECTED: list[dict[str, list[str]]] = [{"BearerAuth": []}, {"BearerAuth": [], "ApiKeyAuth": []}]
# The role of each identity with a valid token, and the identities without one.
GOOD: Mapping[str, str] = {"customer": "customer", "other customer": "customer", "admin": "admin"}
BAD = ("expired", "revoked", "ended by logout", "refresh token as access token")
IDENTITIES = ("anonymous", *GOOD, *BAD)


class UndecidedError(Exception):
    """The contract doesn't define who may call an operation."""


@dataclass(frozen=True, slots=True)
class Cell:
    server: str
    identity: str
    with_key: bool
    operation_id: str

    @property
    def principal(self) -> str:
        if not self.with_key:
            return self.identity
        return "key only" if self.identity == "anonymous" else f"key + {self.identity}"

    def __str__(self) -> str:
        return f"{self.server}-{self.principal}-{self.operation_id}"


MATRIX = [Cell(*values) for values in product(SERVERS, IDENTITIES, (False, True), OPERATIONS)]


def expected(cell: Cell, operation: Operation) -> tuple[int, str | None]:
    """Return the expected status, and the last part of the problem's type or None for a success."""
    if _requires_user(operation):
        if cell.identity not in GOOD:
            return 401, "unauthorized"
        if GOOD[cell.identity] not in operation.roles:
            return 403, "forbidden"
    if cell.server == PARTNER and not cell.with_key:
        return 403, "invalid-api-key"
    is_about_own_resource = "{" in operation.path and "customer" in operation.roles and _requires_user(operation)
    if cell.identity == "other customer" and is_about_own_resource:
        return 404, "not-found"
    return next(status for status in operation.statuses if status < 300), None  # a success


def _requires_user(operation: Operation) -> bool:
    security, roles = operation.written.get("security"), operation.written.get("x-roles")
    if security not in (_PUBLIC, _PROTECTED) or not roles or ("anonymous" in roles) != (security == _PUBLIC):
        raise UndecidedError(f"{operation}: {security}, {roles}")
    return bool(security == _PROTECTED)


@dataclass(frozen=True, slots=True)
class Callers:
    """The accounts of a running shop, wherever it runs, and their valid and invalid tokens by identity and server."""

    shop: Shop
    key: str
    accounts: dict[str, Account] = field(default_factory=dict)
    tokens: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _refused: dict[tuple[str, str], Call] = field(default_factory=dict)

    @classmethod
    def of(cls, shop: Shop, key: str, aws_url: str, jwt_secret: str, promote: Callable[[str], object]) -> Callers:
        """Return the sample accounts and new ones, of which `promote` makes one an admin, signed in."""
        callers = cls(shop, key)
        callers.accounts.update({role: sample_account(shop.storefront, role) for role in ("customer", "admin")})
        for name in ("other customer", *map(_changer, GOOD)):
            callers.accounts[name] = new_customer(shop.storefront)
        promote(callers.accounts[_changer("admin")].email)
        verify(callers.accounts["other customer"], shop.sent_mails)
        for identity, server in product(IDENTITIES, SERVERS):
            callers.tokens[identity, server] = callers._new_token(identity, server)
        for server in SERVERS:
            token = callers.accounts["customer"].access_token()
            callers.tokens["expired", server] = expired(token, aws_url, jwt_secret)
        return callers

    def _new_token(self, identity: str, server: str) -> str | None:
        account = self.accounts.get(identity, self.accounts["customer"])
        token = account.access_token()
        match identity:
            case "anonymous":
                return None
            case "refresh token as access token":
                return account.tokens()["refreshToken"]
            case "revoked":
                path = {"id": session_of(token)}
                self.shop.send_successfully(Call(operation_id="deleteSession", token=account.access_token(), path=path))
            case "ended by logout":
                # On the other server, because each API has its own authorizer cache.
                logout = Call(operation_id="logoutUser", token=token, on_partner_server=server != PARTNER)
                self.shop.send_successfully(logout.changed(headers={"X-Api-Key": self.key}))
        return token

    def _new_account(self, role: str) -> Account:
        """Return a new account, as the request to delete an account ends it."""
        account = new_customer(self.shop.storefront)
        path, body = {"id": account.user_id()}, {"role": role}
        admin = self.shop.tokens["admin"]
        self.shop.send_successfully(Call(operation_id="setUserRole", token=admin, path=path, json=body))
        return account

    def check(self, cell: Cell) -> None:
        status, problem = expected(cell, OPERATIONS[cell.operation_id])
        response = self.shop.send(self._call(cell, is_refused=problem is not None))
        assert response.status_code == status, response.text
        check_response(cell.operation_id, response)
        assert problem is None or response.json()["type"].endswith(f"/{problem}")

    def _call(self, cell: Cell, *, is_refused: bool) -> Call:
        """Return a request of the cell's operation that is valid for an authorized caller: what it names exists."""
        owner, operation_id = "admin" if cell.identity == "admin" else "customer", cell.operation_id
        # A refused request changes nothing, so that several cells can send it.
        call = self._refused.get((operation_id, owner)) if is_refused else None
        call = call or valid(replace(self.shop, buyer=owner), operation_id)
        if is_refused:
            self._refused[operation_id, owner] = call
        token = self.tokens[cell.identity, cell.server]
        if cell.identity in GOOD and operation_id in {"getDataExport", "requestDataExport"}:
            # Of a new customer with a verified address.
            token = call.token
        if cell.identity in GOOD and operation_id in {"confirmMfaEnrolment", "removeMfa"}:
            # Of a new customer, as the account's other sessions end, and its logins need a code.
            token = call.token
        if cell.identity in GOOD and operation_id == "logoutUser":
            token = self.accounts[cell.identity].access_token()
        if cell.identity in GOOD and operation_id == "changePassword":
            # It ends the account's other sessions. To the same password: several cells use the account.
            account = self.accounts[_changer(cell.identity)]
            token = account.access_token()
            call = call.changed(json={"currentPassword": account.password, "newPassword": account.password})
        if cell.identity in GOOD and operation_id == "changeEmail":
            call = call.changed(json={"currentPassword": self.accounts[cell.identity].password})
        if cell.identity in GOOD and operation_id == "requestDeletion" and not is_refused:
            account = self._new_account(GOOD[cell.identity])
            token, call = account.access_token(), call.changed(json={"currentPassword": account.password})
        key = {"X-Api-Key": self.key} if cell.with_key else {}
        return replace(call.changed(headers=key), token=token, on_partner_server=cell.server == PARTNER)


def _changer(identity: str) -> str:
    """Return the account that changes its password on behalf of an identity."""
    return f"{identity} who changes a password"
