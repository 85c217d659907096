"""Map operations to methods of the TypeScript client."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.contract import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Contract, Operation, Parameter

# Only the session refreshes: using a refresh token twice ends its session.
_EXCLUDED = "refreshSession"
_KEY = "Idempotency-Key"
# May lead to a 304 without a body: only the underlying client has it.
_IF_NONE_MATCH = "If-None-Match"
_FIRST_REDIRECT = 300
_WORD = re.compile(r"-?([A-Za-z]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """An operation as a method.

    Parameters
    ----------
    client : str
        The client that sends it: ``client`` with a session, or ``anonymous``.
    parameters, options : str
        The method's parameters, and the options that it passes on.
    result, item : str
        The types of its result and of the items of a paginated list; empty if there are none.
    """

    name: str
    client: str
    verb: str
    path: str
    text: tuple[str, ...]
    parameters: str
    options: str
    result: str
    item: str

    @property
    def iterator(self) -> str:
        """The name of the method that iterates over all pages."""
        return f"iterate{self.name.removeprefix('list')}"

    @property
    def parameters_of_all(self) -> str:
        """The parameters of the iterator: all but the page."""
        return self.parameters.replace(f'Query<"{self.name}">', f'Omit<Query<"{self.name}">, "page">')

    @property
    def arguments(self) -> str:
        """The arguments of the call for one page."""
        names = (each.partition(":")[0] for each in self.parameters.split(", "))
        return ", ".join("{ ...query, page }" if name == "query" else name for name in names)


def methods(contract: Contract) -> list[Method]:
    """Return all operations as methods, in the contract's order."""
    return [_method(contract, each) for each in contract.operations if each.operation_id != _EXCLUDED]


def types(found: list[Method]) -> list[str]:
    """Return the schemas that methods name, sorted."""
    named = {name for method in found for name in re.findall(r"body: (\w+)", method.parameters)}
    return sorted(named | {name for method in found for name in (method.result, method.item) if name})


def _method(contract: Contract, operation: Operation) -> Method:
    described = contract.document["paths"][operation.path][operation.method.lower()]
    result = next((name for status, name in operation.responses.items() if status < _FIRST_REDIRECT), None)
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
        result=result or "",
        item=_item(contract, operation, result) if paged else "",
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
        raise ContractError(f"clients: {operation.operation_id}: a page needs `items` of a named schema")
    return str(listed["$ref"]).rpartition("/")[2]
