"""Matching a request to an operation as API Gateway does.

Ours rather than connexion's router, which redirects a trailing slash, decodes %2F before it splits a path, takes
``/products/category`` for a product, and sends a wrong ``Allow``; OPTIONS needs the same table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from codegen.api_gateway.mocks import ALLOWED_HEADERS, PREFLIGHT_SECONDS
from handlers.runtime.http import problems
from local.config import SERVERS
from local.gateway.errors import GatewayError, not_found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generated.operations import Operation
    from local.config import Server


@dataclass(frozen=True, slots=True)
class Route:
    """A path of the contract and its operations by method."""

    template: str
    operations: Mapping[str, Operation]

    @property
    def segments(self) -> list[str]:
        """The segments of the template."""
        return self.template.split("/")

    @property
    def methods(self) -> str:
        """The value of ``Allow``: the operations' methods, and OPTIONS, which every path answers."""
        return ", ".join([*self.operations, "OPTIONS"])

    def parameters_of(self, segments: Sequence[str]) -> dict[str, str] | None:
        """Return the path parameters, percent-encoded as sent, or None if the path doesn't match."""
        if len(segments) != len(self.segments):
            return None
        parameters = {}
        for ours, sent in zip(self.segments, segments, strict=True):
            if ours.startswith("{") and sent:
                parameters[ours[1:-1]] = sent
            elif unquote_to_bytes(sent) != ours.encode():
                return None
        return parameters


@dataclass(frozen=True, slots=True)
class Match:
    """The server, route and operation of a request, and its path parameters, percent-encoded as sent."""

    server: Server
    route: Route
    operation: Operation
    path_parameters: Mapping[str, str]


def server_of(path: str) -> Server | None:
    """Return the server that a path belongs to, or None if it belongs to none."""
    return next((server for server in SERVERS if f"{path}/".startswith(f"{server.base_path}/")), None)


class RouteMatcher:
    """Finds the operation for a method and a path.

    Parameters
    ----------
    operations : Mapping[str, Operation]
        The contract's operations, by operationId.
    """

    def __init__(self, operations: Mapping[str, Operation]) -> None:
        self._routes = _routes(operations)

    def match(self, method: str, path: str) -> Match:
        """Return the operation of a request.

        Parameters
        ----------
        method : str
            In capitals.
        path : str
            As sent, percent-encoded, with the server's base path.

        Raises
        ------
        GatewayError
            404 for an unknown path, 405 with ``Allow`` for a method that the path doesn't have.
        """
        server, route, parameters = self._route(path)
        if method not in route.operations:
            detail = f"This path has {route.methods}."
            raise GatewayError(problems.METHOD_NOT_ALLOWED, detail, headers={"Allow": route.methods})
        return Match(server, route, route.operations[method], parameters)

    def preflight_headers(self, path: str) -> dict[str, str]:
        """Return the headers of the response to OPTIONS; GatewayError 404 for an unknown path."""
        _, route, _ = self._route(path)
        return {
            "Allow": route.methods,
            "Access-Control-Allow-Methods": route.methods,
            "Access-Control-Allow-Headers": ALLOWED_HEADERS,
            "Access-Control-Max-Age": PREFLIGHT_SECONDS,
        }

    def _route(self, path: str) -> tuple[Server, Route, dict[str, str]]:
        server = server_of(path)
        if server is None:
            raise not_found()
        segments = path.removeprefix(server.base_path).split("/")
        for route in self._routes:
            parameters = route.parameters_of(segments)
            if parameters is not None and route.operations:
                return server, route, parameters
            if parameters is not None:
                break
        raise not_found()


def _routes(operations: Mapping[str, Operation]) -> Sequence[Route]:
    """Return the contract's paths and their parents, which have no operations of their own.

    Of two that match, API Gateway takes the more specific one: ``/products/category`` isn't a product.
    """
    steps = [operation.path.split("/") for operation in operations.values()]
    by_path: dict[str, dict[str, Operation]] = {
        "/".join(path[:depth]): {} for path in steps for depth in range(2, len(path))
    }
    for operation in operations.values():
        by_path.setdefault(operation.path, {})[operation.method] = operation
    routes = [Route(path, methods) for path, methods in by_path.items()]
    return sorted(routes, key=lambda route: [segment.startswith("{") for segment in route.segments])
