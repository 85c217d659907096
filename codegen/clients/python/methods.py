"""Map operations to methods of the Python client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty

from codegen.contract import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openapi_python_client import Project
    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties.protocol import PropertyProtocol

# Only the session refreshes: using a refresh token twice ends its session.
_EXCLUDED = "refresh_session"
_PAGE = "page"
_KEY = "idempotency_key"
_FIRST_REDIRECT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """An operation as a method.

    Parameters
    ----------
    endpoint : Endpoint
        openapi-python-client's endpoint.
    parameters, arguments : str
        The method's parameters, and the arguments that it passes to the function in `api`.
    result : str
        The type of its result; empty if there is none.
    listed : PropertyProtocol | None
        The items of a paginated list.
    """

    endpoint: Endpoint
    tag: str
    name: str
    parameters: str
    arguments: str
    result: str
    listed: PropertyProtocol | None

    @property
    def iterator(self) -> str:
        """The name of the method that iterates over all pages."""
        return f"iterate_{self.name.removeprefix('list_')}"

    @property
    def parameters_of_all(self) -> str:
        """The parameters of the iterator: all but the page."""
        return ", ".join(each for each in self.parameters.split(", ") if not each.startswith(f"{_PAGE}:"))

    @property
    def item(self) -> str:
        """The type of the items of a paginated list; else empty."""
        return "" if self.listed is None else _type(self.listed)

    @property
    def imports(self) -> list[str]:
        """The imports of its types, relative to the package."""
        listed = set() if self.listed is None else self.listed.get_lazy_imports(prefix=".")
        return sorted({each.replace("from ...", "from .") for each in self.endpoint.relative_imports} | listed)


def methods(project: Project) -> list[Method]:
    """Return all operations as methods, in the contract's order of tags."""
    collections = project.openapi.endpoint_collections_by_tag
    found = [_method(str(tag), endpoint) for tag, each in collections.items() for endpoint in each.endpoints]
    return [method for method in found if method.name != _EXCLUDED]


def _method(tag: str, endpoint: Endpoint) -> Method:
    named = [*endpoint.query_parameters, *endpoint.header_parameters]
    result = _result(endpoint)
    paged = any(parameter.python_name == _PAGE for parameter in endpoint.query_parameters)
    return Method(
        endpoint=endpoint,
        tag=tag,
        name=str(endpoint.name),
        parameters=", ".join(_parameters(endpoint, named)),
        arguments=", ".join(_arguments(endpoint, named)),
        result="" if result is None else _type(result),
        listed=_item(endpoint, result) if paged else None,
    )


def _parameters(endpoint: Endpoint, named: Iterable[PropertyProtocol]) -> Iterator[str]:
    yield "self"
    yield from (each.to_string().as_unembedded_code() for each in endpoint.path_parameters)
    yield from (f"body: {_type(body.prop)}" for body in endpoint.bodies)
    if named:
        yield "*"
    for each in named:
        yield f"{_KEY}: str | None = None" if each.python_name == _KEY else each.to_string().as_unembedded_code()


def _arguments(endpoint: Endpoint, named: Iterable[PropertyProtocol]) -> Iterator[str]:
    yield from (str(each.python_name) for each in endpoint.path_parameters)
    yield from ("body=body" for _ in endpoint.bodies)
    for each in named:
        passed = f"new_key() if {_KEY} is None else {_KEY}" if each.python_name == _KEY else each.python_name
        yield f"{each.python_name}={passed}"


def _result(endpoint: Endpoint) -> PropertyProtocol | None:
    """Return the body of the success responses; None if they have no body."""
    bounds = ((each, each.status_code.range) for each in endpoint.responses)
    found = [each for each, status in bounds if status is not None and status[0] < _FIRST_REDIRECT]
    bodies = [None if each.source["return_type"] == "None" else each.prop for each in found]
    if len({body and _type(body) for body in bodies}) != 1:
        raise ContractError(f"clients: {endpoint.name}: all successes need the same schema")
    return bodies[0]


def _item(endpoint: Endpoint, page: PropertyProtocol | None) -> PropertyProtocol:
    for property_ in (page.required_properties or []) if isinstance(page, ModelProperty) else []:
        if property_.python_name == "items" and isinstance(property_, ListProperty):
            return property_.inner_property
    raise ContractError(f"clients: {endpoint.name}: a page needs `items`")


def _type(property_: PropertyProtocol) -> str:
    return property_.get_type_string(no_optional=True).as_unembedded_code()
