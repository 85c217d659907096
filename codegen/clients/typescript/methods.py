"""How each operation reads as a method of the TypeScript client."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.contract import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Contract, Operation, Parameter

# The session refreshes, and nobody else: a refresh token that is used twice ends its session.
_LEFT_OUT = "refreshSession"
_KEY = "Idempotency-Key"
# Its answer may be that there is none: left to the client below.
_IF_NONE_MATCH = "If-None-Match"
_FIRST_REDIRECT = 300
_WORD = re.compile(r"-?([A-Za-z]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """An operation as a method.

    Parameters
    ----------
    client : str
        Which of the clients asks: one that signs, or one that doesn't.
    parameters, options : str
        What the method takes, and what it hands on.
    answer, item : str
        The types of its success and, of a list, of what it lists; empty if there is none.
    """

    name: str
    client: str
    verb: str
    path: str
    text: tuple[str, ...]
    parameters: str
    options: str
    answer: str
    item: str

    @property
    def iterator(self) -> str:
        """The name of the method that goes through all pages."""
        return f"iterate{self.name.removeprefix('list')}"

    @property
    def parameters_of_all(self) -> str:
        """What that method takes: all but the page."""
        return self.parameters.replace(f'Query<"{self.name}">', f'Omit<Query<"{self.name}">, "page">')

    @property
    def arguments(self) -> str:
        """What it is called with for a page."""
        names = (each.partition(":")[0] for each in self.parameters.split(", "))
        return ", ".join("{ ...query, page }" if name == "query" else name for name in names)


def methods(contract: Contract) -> list[Method]:
    """Return all operations as methods, in the contract's order."""
    return [_method(contract, each) for each in contract.operations if each.operation_id != _LEFT_OUT]


def types(found: list[Method]) -> list[str]:
    """Return the schemas that methods name, sorted."""
    named = {name for method in found for name in re.findall(r"body: (\w+)", method.parameters)}
    return sorted(named | {name for method in found for name in (method.answer, method.item) if name})


def _method(contract: Contract, operation: Operation) -> Method:
    described = contract.document["paths"][operation.path][operation.method.lower()]
    answer = next((name for status, name in operation.responses.items() if status < _FIRST_REDIRECT), None)
    sent = [parameter for parameter in operation.parameters if parameter.name != _IF_NONE_MATCH]
    paged = any(parameter.name == "page" for parameter in sent)
    return Method(
        name=operation.operation_id,
        client="anonymous" if operation.public else "client",
        verb=operation.method,
        path=operation.path,
        text=(f"{described['summary']}.", "", *described["description"].strip().splitlines()),
        parameters=", ".join(_parameters(operation, sent)),
        options=_options(operation, sent),
        answer=answer or "",
        item=_item(contract, operation, answer) if paged else "",
    )


def _parameters(operation: Operation, sent: list[Parameter]) -> Iterator[str]:
    yield from (f"{each.name}: string" for each in sent if each.location == "path")
    if operation.body:
        yield f"body: {operation.body}"
    if any(each.location == "query" for each in sent):
        yield f'query: Query<"{operation.operation_id}"> = {{}}'
    headers = [f"{_camel_case(each.name)}?: string" for each in sent if each.location == "header"]
    if headers:
        yield f"options: {{ {'; '.join(headers)} }} = {{}}"


def _options(operation: Operation, sent: list[Parameter]) -> str:
    path = [each.name for each in sent if each.location == "path"]
    headers = [f'"{each.name}": {_header(each.name)}' for each in sent if each.location == "header"]
    parts = [
        f"path: {{ {', '.join(path)} }}" if path else "",
        "query" if any(each.location == "query" for each in sent) else "",
        f"header: {{ {', '.join(headers)} }}" if headers else "",
    ]
    named = ", ".join(part for part in parts if part)
    options = [f"params: {{ {named} }}" if named else "", "body" if operation.body else ""]
    together = ", ".join(option for option in options if option)
    return f", {{ {together} }}" if together else ""


def _header(name: str) -> str:
    return f"options.{_camel_case(name)}{' ?? newKey()' if name == _KEY else ''}"


def _camel_case(header: str) -> str:
    words = _WORD.findall(header)
    return "".join((words[0].lower(), *words[1:]))


def _item(contract: Contract, operation: Operation, page: str | None) -> str:
    listed = contract.schemas.get(page or "", {}).get("properties", {}).get("items", {}).get("items", {})
    if "$ref" not in listed:
        raise ContractError(f"clients: {operation.operation_id}: a page needs its items, of a named schema")
    return str(listed["$ref"]).rpartition("/")[2]
