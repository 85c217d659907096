# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.product import Product
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import UNSET, Response, Unset

_OPERATION = Operation("getAdminProduct", {200: True, 304: False})


@checked(
    "getAdminProduct",
    {
        "id": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
        "if_none_match": '^(\\*|(W/)?"[!#-~]{0,64}"([ \\t]*,[ \\t]*(W/)?"[!#-~]{0,64}"){0,9})$',
    },
)
def _get_kwargs(
    id: str,
    *,
    if_none_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_none_match, Unset):
        headers["If-None-Match"] = if_none_match

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/admin/products/{id}".format(
            id=quote(id, safe=""),
        ),
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Problem | Product | None:
    if response.status_code == 200:
        return read_model(Product, response)
    if response.status_code == 304:
        return None
    if response.status_code == 400:
        return read_model(Problem, response)
    if response.status_code == 401:
        return read_model(Problem, response)
    if response.status_code == 403:
        return read_model(Problem, response)
    if response.status_code == 404:
        return read_model(Problem, response)
    if response.status_code == 429:
        return read_model(Problem, response)
    if response.status_code == 500:
        return read_model(Problem, response)
    if response.status_code == 503:
        return read_model(Problem, response)
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | Problem | Product]:
    with reading(response):
        return Response(
            status_code=HTTPStatus(response.status_code),
            content=response.content,
            headers=response.headers,
            parsed=_parse_response(client=client, response=response),
        )


def sync_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | Product]:
    """Get a product, active or not.

    Returns a product, active or not, with its current stock and ETag, never from a cache. A deleted
    product returns 404. Changes nothing.

    Args:
        id (str): A product's id, a ULID.
        if_none_match (str | Unset): One or more entity tags, or `*` (RFC 9110).

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Any | Problem | Product]
    """

    kwargs = _get_kwargs(
        id=id,
        if_none_match=if_none_match,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | Product | None:
    """Get a product, active or not.

    Returns a product, active or not, with its current stock and ETag, never from a cache. A deleted
    product returns 404. Changes nothing.

    Args:
        id (str): A product's id, a ULID.
        if_none_match (str | Unset): One or more entity tags, or `*` (RFC 9110).

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Any | Problem | Product
    """

    response = sync_detailed(
        id=id,
        client=client,
        if_none_match=if_none_match,
    )
    return response.parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Problem | Product]:
    """Get a product, active or not.

    Returns a product, active or not, with its current stock and ETag, never from a cache. A deleted
    product returns 404. Changes nothing.

    Args:
        id (str): A product's id, a ULID.
        if_none_match (str | Unset): One or more entity tags, or `*` (RFC 9110).

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Any | Problem | Product]
    """

    kwargs = _get_kwargs(
        id=id,
        if_none_match=if_none_match,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    if_none_match: str | Unset = UNSET,
) -> Any | Problem | Product | None:
    """Get a product, active or not.

    Returns a product, active or not, with its current stock and ETag, never from a cache. A deleted
    product returns 404. Changes nothing.

    Args:
        id (str): A product's id, a ULID.
        if_none_match (str | Unset): One or more entity tags, or `*` (RFC 9110).

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Any | Problem | Product
    """

    response = await asyncio_detailed(
        id=id,
        client=client,
        if_none_match=if_none_match,
    )
    return response.parsed
