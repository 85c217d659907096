"""A call of every method of the clients, from the contract's examples."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from codegen.naming import snake_case
from ecommerce_api_client import AsyncShop, Shop, models
from tests.contract.document import OPERATIONS, Operation, resolved

JSON = "application/json"
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
    return tuple(_call(operation_id, each) for operation_id, each in OPERATIONS.items() if operation_id != _EXCLUDED)


def _call(operation_id: str, operation: Operation) -> Call:
    parameters = [resolved(each) for each in operation.written.get("parameters", [])]
    status = min(operation.statuses)
    content = operation.written.get("requestBody", {}).get("content", {}).get(JSON)
    return Call(
        operation_id=operation_id,
        path=tuple(each["example"] for each in parameters if each["in"] == "path"),
        schema=content and content["schema"]["$ref"].rpartition("/")[2],
        body=content and content.get("example"),
        status=status,
        result=resolved(operation.written["responses"][str(status)]).get("content", {}).get(JSON, {}).get("example"),
    )
