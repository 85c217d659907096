"""A call of every method of the clients, from the contract's examples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from codegen.contract import JSON, load
from codegen.naming import snake_case
from ecommerce_api_client import models
from local.config import ROOT

if TYPE_CHECKING:
    from codegen.contract import Contract, Node, Operation
    from ecommerce_api_client import AsyncShop, Shop

# Only the session refreshes.
_EXCLUDED = "refreshSession"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call, and the JSON of its documented success; None if it has no body."""

    operation_id: str
    path: tuple[str, ...]
    schema: str | None
    body: Any
    status: int
    result: Any

    def of(self, shop: Shop | AsyncShop, *path: object) -> Any:
        """Call a shop, with other path parameters if given."""
        body = [] if self.schema is None else [getattr(models, self.schema).from_dict(self.body)]
        return getattr(shop, snake_case(self.operation_id))(*(path or self.path), *body)


@cache
def calls() -> tuple[Call, ...]:
    """Return a call of every method, in the contract's order."""
    contract = load(ROOT / "openapi.yaml")
    return tuple(_call(contract, each) for each in contract.operations if each.operation_id != _EXCLUDED)


def _call(contract: Contract, operation: Operation) -> Call:
    described = contract.document["paths"][operation.path][operation.method.lower()]
    parameters = [contract.resolve(node) for node in described.get("parameters", [])]
    status = min(operation.responses)
    return Call(
        operation_id=operation.operation_id,
        path=tuple(node["example"] for node in parameters if node["in"] == "path"),
        schema=operation.body,
        body=_example(described.get("requestBody", {})),
        status=status,
        result=_example(contract.resolve(described["responses"][str(status)])),
    )


def _example(node: Node) -> Any:
    return node.get("content", {}).get(JSON, {}).get("example")
