"""From a path to an operation, as API Gateway finds it: no slash too many, no method that isn't written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from codegen.api_gateway.mocks import ALLOWED_HEADERS, PREFLIGHT_SECONDS
from handlers.runtime.http import problems
from local.gateway.errors import GatewayError, not_found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generated.operations import Operation


@dataclass(frozen=True, slots=True)
class Server:
    """One of the contract's servers: an API of its own in API Gateway."""

    api_id: str
    base_path: str


STOREFRONT = Server("storefront", "/v1")
PARTNER = Server("partner", "/partner/v1")
SERVERS = (STOREFRONT, PARTNER)


@dataclass(frozen=True, slots=True)
class Route:
    """A path of the contract and its operations by method."""

    template: str
    operations: Mapping[str, Operation]

    @property
    def segments(self) -> list[str]:
        """The template's parts."""
        return self.template.split("/")

    @property
    def methods(self) -> str:
        """What ``Allow`` says: the operations' methods, and OPTIONS, which every path answers."""
        return ", ".join([*self.operations, "OPTIONS"])

    def parameters_of(self, segments: Sequence[str]) -> dict[str, str] | None:
        """Return the path's parameters, percent-encoded as they are, or None if it is another path."""
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
class Found:
    """Which operation a request asks for, on which server, with which parameters in its path."""

    server: Server
    route: Route
    operation: Operation
    path_parameters: Mapping[str, str]


def routes_of(operations: Mapping[str, Operation]) -> Sequence[Route]:
    """Return the contract's paths, and those on the way to them, which have no operation of their own.

    Where two fit, API Gateway takes the one that says more: ``/products/category`` is no product.
    """
    steps = [operation.path.split("/") for operation in operations.values()]
    by_path: dict[str, dict[str, Operation]] = {
        "/".join(path[:depth]): {} for path in steps for depth in range(2, len(path))
    }
    for operation in operations.values():
        by_path.setdefault(operation.path, {})[operation.method] = operation
    routes = [Route(path, methods) for path, methods in by_path.items()]
    return sorted(routes, key=lambda route: [segment.startswith("{") for segment in route.segments])


def server_of(path: str) -> Server | None:
    """Return the server that a path belongs to, or None if it is none of the contract's."""
    return next((server for server in SERVERS if f"{path}/".startswith(f"{server.base_path}/")), None)


def find(routes: Sequence[Route], server: Server, method: str, path: str) -> Found:
    """Return what is asked for.

    Parameters
    ----------
    routes : Sequence[Route]
        What `routes_of` returned, in its order.
    server : Server
        The server that the path belongs to.
    method : str
        In capitals.
    path : str
        The path as sent, percent-encoded, with the server's base path.

    Raises
    ------
    GatewayError
        404 if there is no such path, 405 with ``Allow`` if it has no such method.
    """
    route, parameters = _route(routes, server, path)
    if method not in route.operations:
        detail = f"This path has {route.methods}."
        raise GatewayError(problems.METHOD_NOT_ALLOWED, detail, headers={"Allow": route.methods})
    return Found(server, route, route.operations[method], parameters)


def preflight_headers(routes: Sequence[Route], server: Server, path: str) -> dict[str, str]:
    """Return what OPTIONS answers of a path.

    Parameters
    ----------
    routes : Sequence[Route]
        What `routes_of` returned, in its order.
    server : Server
        The server that the path belongs to.
    path : str
        The path as sent, percent-encoded, with the server's base path.

    Raises
    ------
    GatewayError
        404 if there is no such path.
    """
    route, _ = _route(routes, server, path)
    return {
        "Allow": route.methods,
        "Access-Control-Allow-Methods": route.methods,
        "Access-Control-Allow-Headers": ALLOWED_HEADERS,
        "Access-Control-Max-Age": PREFLIGHT_SECONDS,
    }


def _route(routes: Sequence[Route], server: Server, path: str) -> tuple[Route, dict[str, str]]:
    segments = path.removeprefix(server.base_path).split("/")
    for route in routes:
        parameters = route.parameters_of(segments)
        if parameters is not None and route.operations:
            return route, parameters
        if parameters is not None:
            break
    raise not_found()
