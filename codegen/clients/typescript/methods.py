"""Map operations to methods of the TypeScript client."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.clients.checks import has_etag
from codegen.contract import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Contract, Operation

# Only the session refreshes: using a refresh token twice ends its session.
_EXCLUDED = "refreshSession"
_KEY = "Idempotency-Key"
_FIRST_REDIRECT = 300
_WORD = re.compile(r"-?([A-Za-z]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """An operation as a method.

    Parameters
    ----------
    client : str
        The client that sends it: ``client`` with a session, or ``anonymous``.
    parameters : tuple[tuple[str, str], ...]
        The method's parameters: names and types.
    request : str
        The options that it passes on.
    schemas : frozenset[str]
        The schemas that it names.
    result, item : str
        The types of its result and of the items of a paginated list; empty if there are none.
    unwrap : str
        The function that returns the result of a response.
    """

    name: str
    client: str
    verb: str
    path: str
    text: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]
    request: str
    schemas: frozenset[str]
    result: str
    item: str
    unwrap: str

    @property
    def signature(self) -> str:
        """The parameters of the method."""
        return ", ".join(f"{name}: {type_}" for name, type_ in self.parameters)

    @property
    def iterator(self) -> str:
        """The name of the method that iterates over all pages."""
        return f"iterate{self.name.removeprefix('list')}"

    @property
    def signature_of_all(self) -> str:
        """The parameters of the iterator: all but the page."""
        return re.sub(r'(Query<"[^>]*>)', r'Omit<\1, "page">', self.signature)


def methods(contract: Contract) -> list[Method]:
    """Return all operations as methods, in the contract's order."""
    return [_method(contract, each) for each in contract.operations if each.operation_id != _EXCLUDED]


def types(found: list[Method]) -> list[str]:
    """Return the schemas that methods name, sorted."""
    return sorted({name for method in found for name in method.schemas})


def _method(contract: Contract, operation: Operation) -> Method:
    described = contract.document["paths"][operation.path][operation.method.lower()]
    result = next((name for status, name in operation.responses.items() if status < _FIRST_REDIRECT), None)
    tagged = has_etag(contract, operation)
    item = _item(contract, operation, result) if any(each.name == "page" for each in operation.parameters) else ""
    return Method(
        name=operation.operation_id,
        client="anonymous" if operation.public else "client",
        verb=operation.method,
        path=operation.path,
        text=(f"{described['summary']}.", "", *described["description"].strip().splitlines()),
        parameters=tuple(_parameters(contract, operation)),
        request=", ".join(_request(contract, operation)),
        schemas=frozenset(name for name in (operation.body, result, item) if name),
        result=f"Tagged<{result}>" if tagged else result or "void",
        item=item,
        unwrap=("unwrapTagged" if tagged else "unwrap") if result else "",
    )


def _parameters(contract: Contract, operation: Operation) -> Iterator[tuple[str, str]]:
    yield from ((each.name, "string") for each in operation.parameters if each.location == "path")
    if operation.body:
        yield "body", operation.body
    if any(each.location == "query" for each in operation.parameters):
        yield "query", f"{_query(contract, operation)} = {{}}"
    headers = [f"{_camel_case(each.name)}?: string" for each in operation.parameters if each.location == "header"]
    yield "options", f"Options & {{ {'; '.join(headers)} }} = {{}}" if headers else "Options = {}"


def _query(contract: Contract, operation: Operation) -> str:
    """Return the type of a query, whose times may be Dates."""
    times = " | ".join(f'"{name}"' for name in _times(contract, operation))
    return f'Query<"{operation.operation_id}"{", " if times else ""}{times}>'


def _times(contract: Contract, operation: Operation) -> list[str]:
    queried = [each for each in operation.parameters if each.location == "query"]
    return [each.name for each in queried if contract.resolve(each.schema).get("format") == "date-time"]


def _request(contract: Contract, operation: Operation) -> Iterator[str]:
    # First, because it checks the options that the parameters read.
    yield f"signal: {_signal(operation)}"
    named = ", ".join(_named(contract, operation))
    if named:
        yield f"params: {{ {named} }}"
    if operation.body:
        yield "body"


def _signal(operation: Operation) -> str:
    headers = [f'"{_camel_case(each.name)}"' for each in operation.parameters if each.location == "header"]
    return f"signalOf({', '.join((f'"{operation.operation_id}"', 'options', *headers))})"


def _named(contract: Contract, operation: Operation) -> Iterator[str]:
    path = [each.name for each in operation.parameters if each.location == "path"]
    if path:
        yield f"path: {{ {', '.join(path)} }}"
    if _times(contract, operation):
        yield f'query: query as Declared<"{operation.operation_id}">'  # which has no Dates
    elif any(each.location == "query" for each in operation.parameters):
        yield "query"
    headers = [f'"{each.name}": {_header(each.name)}' for each in operation.parameters if each.location == "header"]
    if headers:
        yield f"header: {{ {', '.join(headers)} }}"


def _header(name: str) -> str:
    return "keyOf(options)" if name == _KEY else f"options.{_camel_case(name)}"


def _camel_case(header: str) -> str:
    words = _WORD.findall(header)
    return "".join((words[0].lower(), *words[1:]))


def _item(contract: Contract, operation: Operation, page: str | None) -> str:
    listed = contract.schemas.get(page or "", {}).get("properties", {}).get("items", {}).get("items", {})
    if "$ref" not in listed:
        raise ContractError(f"clients: {operation.operation_id}: a page needs `items` of a named schema")
    return str(listed["$ref"]).rpartition("/")[2]
