"""R17: the authorization matrix, derived from openapi.yaml alone.

A caller has an identity, from the bearer token, and an API key or none. Each calls each operation on both servers,
on existing resources, with a request that is valid for an authorized caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from tests.contract.document import OPERATIONS, Operation

if TYPE_CHECKING:
    type Json = Sequence[Mapping[str, Sequence[str]]]

STOREFRONT, PARTNER = "storefront", "partner"
SERVERS = (STOREFRONT, PARTNER)
_PUBLIC: Json = [{}, {"ApiKeyAuth": []}]
_PROTECTED: Json = [{"BearerAuth": []}, {"BearerAuth": [], "ApiKeyAuth": []}]
# The role of each identity with a valid token, and the identities without one.
GOOD: Mapping[str, str] = {"customer": "customer", "other customer": "customer", "admin": "admin"}
BAD = ("expired", "revoked", "ended by logout", "refresh token as access token")
IDENTITIES = ("anonymous", *GOOD, *BAD)


class UndecidedError(Exception):
    """The contract doesn't define who may call an operation."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An expected response; `problem` is the last part of the problem's type, or None for a success."""

    status: int
    problem: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """An operation called by an identity on a server."""

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


def cells() -> Iterator[Cell]:
    for server, identity, with_key, operation_id in product(SERVERS, IDENTITIES, (False, True), OPERATIONS):
        yield Cell(server, identity, with_key, operation_id)


def expected(cell: Cell, operation: Operation) -> Expected:
    if _requires_user(operation):
        if cell.identity not in GOOD:
            return Expected(401, "unauthorized")
        if GOOD[cell.identity] not in operation.roles:
            return Expected(403, "forbidden")
    if cell.server == PARTNER and not cell.with_key:
        return Expected(403, "invalid-api-key")
    if cell.identity == "other customer" and _is_about_own_resource(operation):
        return Expected(404, "not-found")
    return Expected(next(status for status in operation.statuses if status < 300), None)  # a success


def _requires_user(operation: Operation) -> bool:
    security, roles = operation.written.get("security"), operation.written.get("x-roles")
    if security not in (_PUBLIC, _PROTECTED) or not roles or ("anonymous" in roles) != (security == _PUBLIC):
        raise UndecidedError(f"{operation.method} {operation.path}: {security}, {roles}")
    return bool(security == _PROTECTED)


def _is_about_own_resource(operation: Operation) -> bool:
    """Return whether its path names a resource that belongs to the calling customer."""
    return "{" in operation.path and "customer" in operation.roles and "anonymous" not in operation.roles
