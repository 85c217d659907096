# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.product_page import ProductPage
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import UNSET, Response, Unset

_OPERATION = Operation("listProductsByCategory", {200: True})


@checked(
    "listProductsByCategory",
    {
        "category": "^[a-z0-9][a-z0-9-]{0,49}$",
    },
)
def _get_kwargs(
    category: str,
    *,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["page"] = page

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/products/category/{category}".format(
            category=quote(category, safe=""),
        ),
        "params": params,
        "extensions": {OPERATION: _OPERATION},
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | ProductPage | None:
    if response.status_code == 200:
        return read_model(ProductPage, response)
    if response.status_code == 400:
        return read_model(Problem, response)
    if response.status_code == 403:
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
) -> Response[Problem | ProductPage]:
    with reading(response):
        return Response(
            status_code=HTTPStatus(response.status_code),
            content=response.content,
            headers=response.headers,
            parsed=_parse_response(client=client, response=response),
        )


def sync_detailed(
    category: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Response[Problem | ProductPage]:
    """List the products of a category.

    Lists a category's active products, newest first. An unknown category returns an empty list. Unknown
    query parameters are ignored. Changes nothing.

    Args:
        category (str): A category, in lower case.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | ProductPage]
    """

    kwargs = _get_kwargs(
        category=category,
        limit=limit,
        page=page,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    category: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Problem | ProductPage | None:
    """List the products of a category.

    Lists a category's active products, newest first. An unknown category returns an empty list. Unknown
    query parameters are ignored. Changes nothing.

    Args:
        category (str): A category, in lower case.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | ProductPage
    """

    response = sync_detailed(
        category=category,
        client=client,
        limit=limit,
        page=page,
    )
    return response.parsed


async def asyncio_detailed(
    category: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Response[Problem | ProductPage]:
    """List the products of a category.

    Lists a category's active products, newest first. An unknown category returns an empty list. Unknown
    query parameters are ignored. Changes nothing.

    Args:
        category (str): A category, in lower case.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | ProductPage]
    """

    kwargs = _get_kwargs(
        category=category,
        limit=limit,
        page=page,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    category: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Problem | ProductPage | None:
    """List the products of a category.

    Lists a category's active products, newest first. An unknown category returns an empty list. Unknown
    query parameters are ignored. Changes nothing.

    Args:
        category (str): A category, in lower case.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | ProductPage
    """

    response = await asyncio_detailed(
        category=category,
        client=client,
        limit=limit,
        page=page,
    )
    return response.parsed
