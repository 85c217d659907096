"""The links of the contract, and the requests that they derive from a response."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx

from tests.contract.document import OPERATIONS, Json, resolved
from tests.contract.ways import Call


@dataclass(frozen=True, slots=True)
class Link:
    """A link from an operation's response to another operation."""

    source: str
    status: int
    name: str
    written: Json

    def __str__(self) -> str:
        return f"{self.source}-{self.status}-{self.name}"

    @property
    def target(self) -> str:
        """The operation that the link leads to."""
        return str(self.written["operationId"])

    def call_with(self, call: Call, *, request: Call, answer: httpx.Response) -> Call:
        """Return a request of the target, with the values that the link takes from a request and its response."""
        path = {name: _value(each, request, answer) for name, each in self.written.get("parameters", {}).items()}
        body = {name: _value(each, request, answer) for name, each in self.written.get("requestBody", {}).items()}
        return replace(call, path=call.path | path, json=body or call.json)


def links() -> Iterator[Link]:
    for operation_id, operation in OPERATIONS.items():
        for status, response in operation.written["responses"].items():
            for name, link in resolved(response).get("links", {}).items():
                yield Link(operation_id, int(status), name, link)


def _value(written: Any, request: Call, answer: httpx.Response) -> Any:
    """Resolve a value of a link: itself, or a part of a body."""
    match written:
        case dict():
            return {name: _value(each, request, answer) for name, each in written.items()}
        case list():
            return [_value(each, request, answer) for each in written]
        case str() if written.startswith("$"):
            where, _, pointer = written.partition("#/")
            found = {"$request.body": request.json, "$response.body": answer.json()}[where]
            for step in pointer.split("/"):
                found = found[int(step) if isinstance(found, list) else step]
            return found
    return written
