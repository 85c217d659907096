"""The contract, openapi.yaml, as a document and as typed operations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
JSON = "application/json"

type Node = dict[str, Any]


class ContractError(Exception):
    """The contract contains something that can't be generated; the message names it and its location."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One path, query or header parameter of an operation."""

    name: str
    location: str
    required: bool
    schema: Node


@dataclass(frozen=True, slots=True)
class Deprecation:
    """The days (UTC) of an operation's deprecation and removal."""

    since: date
    sunset: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the contract.

    Parameters
    ----------
    public : bool
        Whether it can be called without a token.
    body : str | None
        The name of its body's schema.
    responses : Mapping[int, str | None]
        The schema name of the JSON body by status; None for a problem or no JSON body.
    cache_seconds : int | None
        For how long API Gateway may cache its responses; None if it may not.
    is_personal : bool
        Whether no cache may store its responses: a success has ``Cache-Control``.
    deprecation : Deprecation | None
        None if the operation isn't deprecated.
    """

    operation_id: str
    method: str
    path: str
    tag: str
    roles: tuple[str, ...]
    public: bool
    parameters: tuple[Parameter, ...]
    body: str | None
    responses: Mapping[int, str | None]
    cache_seconds: int | None
    is_personal: bool
    deprecation: Deprecation | None

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that its function answers: HEAD, too, if it is a GET."""
        return (self.method, "HEAD") if self.method == "GET" else (self.method,)


@dataclass(frozen=True)
class Contract:
    """An OpenAPI document with its operations."""

    document: Node = field(repr=False)

    @property
    def version(self) -> str:
        """The contract's own version."""
        return str(self.document["info"]["version"])

    @property
    def schemas(self) -> Mapping[str, Node]:
        """The named schemas."""
        schemas: Mapping[str, Node] = self.document["components"]["schemas"]
        return schemas

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, in the contract's order.

        Raises
        ------
        ContractError
            If a reference has no target, a request body isn't required JSON of a named schema, or a deprecated
            operation lacks its dates.
        """
        return tuple(self._operations())

    def resolve(self, node: Node) -> Node:
        """Return the target of a reference, or the node itself.

        Raises
        ------
        ContractError
            If the reference has no target.
        """
        while "$ref" in node:
            node = self._target(node["$ref"])
        return node

    def _target(self, reference: str) -> Node:
        found: Any = self.document
        for step in reference.removeprefix("#/").split("/"):
            if step not in found:
                raise ContractError(f"{reference} has no target")
            found = found[step]
        return dict(found)

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield self._operation(path, method, item)

    def _operation(self, path: str, method: str, item: Node) -> Operation:
        described = item[method]
        parameters = [self.resolve(node) for node in [*item.get("parameters", []), *described.get("parameters", [])]]
        return Operation(
            operation_id=described["operationId"],
            method=method.upper(),
            path=path,
            tag=described["tags"][0],
            roles=tuple(described["x-roles"]),
            public={} in described["security"],
            parameters=tuple(_parameter(node) for node in parameters),
            body=self._body(described, f"{method.upper()} {path}"),
            responses={int(status): self._response(node) for status, node in described["responses"].items()},
            cache_seconds=described.get("x-cache-seconds"),
            is_personal=any(self._is_personal(node) for node in described["responses"].values()),
            deprecation=_deprecation(described, f"{method.upper()} {path}"),
        )

    def _body(self, described: Node, where: str) -> str | None:
        if "requestBody" not in described:
            return None
        body = self.resolve(described["requestBody"])
        if list(body["content"]) != [JSON] or not body.get("required"):
            raise ContractError(f"{where}: a request body must be required, and {JSON} only")
        name = _name(body["content"][JSON]["schema"])
        if name is None:
            raise ContractError(f"{where}: the request body's schema must be a $ref to a named one")
        return name

    def _is_personal(self, node: Node) -> bool:
        return "Cache-Control" in self.resolve(node).get("headers", {})

    def _response(self, node: Node) -> str | None:
        content = self.resolve(node).get("content", {})
        return _name(content[JSON]["schema"]) if JSON in content else None


def load(path: Path) -> Contract:
    """Load the contract from a file."""
    return Contract(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))


def _parameter(node: Node) -> Parameter:
    return Parameter(node["name"], node["in"], node.get("required", False), node["schema"])


def _deprecation(described: Node, where: str) -> Deprecation | None:
    if not described.get("deprecated"):
        return None
    return Deprecation(_parse_date(described, "x-deprecated-since", where), _parse_date(described, "x-sunset", where))


def _parse_date(described: Node, key: str, where: str) -> date:
    # Quoted: YAML parses an unquoted date into a date object, which JSON can't represent.
    try:
        return date.fromisoformat(described[key])
    except (KeyError, TypeError, ValueError):
        raise ContractError(f"{where}: {key} must be a date in quotes, such as '2027-11-29'") from None


def _name(schema: Node) -> str | None:
    reference: str | None = schema.get("$ref")
    return reference.rpartition("/")[2] if reference else None
