"""A proxy event becomes a typed request."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from handlers.domain.errors import Fault, Forbidden, InvalidRequest, RequestError, Unauthenticated
from handlers.runtime import json_text
from handlers.runtime.http.validation import faults_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import BaseModel

    from generated.operations import Operation
    from handlers.domain.users import Role
    from handlers.runtime.http.proxy_event import ProxyEvent


class UnsupportedMediaType(RequestError):
    """The body is in a format that the operation doesn't take."""

    def __init__(self) -> None:
        super().__init__("Send the body as application/json.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The user who asks, as the authorizer vouches for."""

    user_id: str
    role: Role
    session_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request[P, B]:
    """A request that keeps the contract.

    Parameters
    ----------
    parameters : P
        Path, query and header parameters: the operation's ``…Parameters`` model, or None.
    body : B
        The operation's body model, or None.
    event : ProxyEvent
        Where it came from.
    """

    operation: Operation
    parameters: P
    body: B
    event: ProxyEvent
    caller: Principal | None

    @property
    def principal(self) -> Principal:
        """The signed-in user.

        Raises
        ------
        Unauthenticated
            If there is none.
        """
        if self.caller is None:
            raise Unauthenticated
        return self.caller

    def url_of(self, path: str) -> str:
        """Return the URL of a path of the contract on the server that was asked: ``/v1/products``."""
        asked = self.event.path.rstrip("/").split("/")
        base = asked[: len(asked) - self.operation.path.count("/")]
        return "/".join(base) + path


def read_request(operation: Operation, event: ProxyEvent) -> Request[Any, Any]:
    """Return the typed request that an event holds.

    Parameters
    ----------
    operation : Operation
        What the contract says of the operation.
    event : ProxyEvent
        The event that its function got.

    Raises
    ------
    Unauthenticated, Forbidden
        If the operation is not for the caller; the gateway has refused them before, this is the second lock.
    UnsupportedMediaType
        If the body is not JSON.
    InvalidRequest
        If parameters or body break the contract, with every fault.
    """
    caller = _caller(operation, event)
    if operation.body and event.media_type != "application/json":
        raise UnsupportedMediaType
    faults: list[Fault] = []
    parameters = _collect(faults, lambda: _parameters(operation, event))
    body = _collect(faults, lambda: _body(operation, event))
    if faults:
        raise InvalidRequest(faults)
    return Request(operation=operation, parameters=parameters, body=body, event=event, caller=caller)


def _caller(operation: Operation, event: ProxyEvent) -> Principal | None:
    said = event.authorizer
    if "userId" not in said:
        if "anonymous" not in operation.roles:
            raise Unauthenticated
        return None
    if said["role"] not in operation.roles:
        raise Forbidden
    return Principal(user_id=str(said["userId"]), role=cast("Role", said["role"]), session_id=str(said["sessionId"]))


def _collect[T](faults: list[Fault], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except InvalidRequest as invalid:
        faults.extend(invalid.faults)
        return None


def _parameters(operation: Operation, event: ProxyEvent) -> BaseModel | None:
    if operation.parameters is None:
        return None
    with faults_of(lambda loc: f"/{operation.locations[str(loc[0])]}/{loc[0]}"):
        return _model(operation.parameters).model_validate_strings(
            dict(_sent_parameters(operation, event)), by_name=False
        )


def _sent_parameters(operation: Operation, event: ProxyEvent) -> Iterator[tuple[str, str]]:
    for name, location in operation.locations.items():
        match location:
            case "path":
                yield name, event.path_parameter(name)
            case "header" if event.has_header(name):
                yield name, event.header(name)
            case "query":
                values = event.query(name)
                if len(values) > 1:
                    raise InvalidRequest([Fault(f"/query/{name}", "parameter is given more than once")])
                yield from ((name, value) for value in values)


def _body(operation: Operation, event: ProxyEvent) -> BaseModel | None:
    if operation.body is None:
        return None
    text = event.body()
    if text is None:
        raise InvalidRequest([Fault("/body", "body is missing")])
    with faults_of(lambda loc: "".join(f"/{_escaped(str(step))}" for step in ("body", *loc))):
        return _model(operation.body).model_validate(json_text.parse(text), by_name=False)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


@cache
def _model(dotted: str) -> type[BaseModel]:
    module, _, name = dotted.rpartition(".")
    return cast("type[BaseModel]", getattr(importlib.import_module(module), name))
