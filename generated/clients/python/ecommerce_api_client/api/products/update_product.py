# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.product import Product
from ...models.product_update import ProductUpdate
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import UNSET, Response, Unset

_OPERATION = Operation("updateProduct", {200: True})


@checked(
    "updateProduct",
    {
        "id": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
        "if_match": '^(\\*|(W/)?"[!#-~]{0,64}"([ \\t]*,[ \\t]*(W/)?"[!#-~]{0,64}"){0,9})$',
    },
)
def _get_kwargs(
    id: str,
    *,
    body: ProductUpdate,
    if_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/products/{id}".format(
            id=quote(id, safe=""),
        ),
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | Product | None:
    if response.status_code == 200:
        return read_model(Product, response)
    if response.status_code == 400:
        return read_model(Problem, response)
    if response.status_code == 401:
        return read_model(Problem, response)
    if response.status_code == 403:
        return read_model(Problem, response)
    if response.status_code == 404:
        return read_model(Problem, response)
    if response.status_code == 412:
        return read_model(Problem, response)
    if response.status_code == 415:
        return read_model(Problem, response)
    if response.status_code == 428:
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | Product]:
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
    body: ProductUpdate,
    if_match: str | Unset = UNSET,
) -> Response[Problem | Product]:
    """Replace a product.

    Replaces the product's properties. A property that you omit gets the default of a new product,
    except `stock`, which keeps its value. A request that sets `stock` requires `If-Match`, so that an
    edit can't undo a sale; `If-Match: *` names no version and isn't enough. Set `stock` to correct it;
    to record deliveries and losses, adjust the stock instead. Inactive products can be updated, too;
    deleted ones can't.

    Args:
        id (str): A product's id, a ULID.
        if_match (str | Unset): One or more entity tags, or `*` (RFC 9110).
        body (ProductUpdate): A product's new properties.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | Product]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        if_match=if_match,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ProductUpdate,
    if_match: str | Unset = UNSET,
) -> Problem | Product | None:
    """Replace a product.

    Replaces the product's properties. A property that you omit gets the default of a new product,
    except `stock`, which keeps its value. A request that sets `stock` requires `If-Match`, so that an
    edit can't undo a sale; `If-Match: *` names no version and isn't enough. Set `stock` to correct it;
    to record deliveries and losses, adjust the stock instead. Inactive products can be updated, too;
    deleted ones can't.

    Args:
        id (str): A product's id, a ULID.
        if_match (str | Unset): One or more entity tags, or `*` (RFC 9110).
        body (ProductUpdate): A product's new properties.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | Product
    """

    response = sync_detailed(
        id=id,
        client=client,
        body=body,
        if_match=if_match,
    )
    return response.parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ProductUpdate,
    if_match: str | Unset = UNSET,
) -> Response[Problem | Product]:
    """Replace a product.

    Replaces the product's properties. A property that you omit gets the default of a new product,
    except `stock`, which keeps its value. A request that sets `stock` requires `If-Match`, so that an
    edit can't undo a sale; `If-Match: *` names no version and isn't enough. Set `stock` to correct it;
    to record deliveries and losses, adjust the stock instead. Inactive products can be updated, too;
    deleted ones can't.

    Args:
        id (str): A product's id, a ULID.
        if_match (str | Unset): One or more entity tags, or `*` (RFC 9110).
        body (ProductUpdate): A product's new properties.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | Product]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        if_match=if_match,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ProductUpdate,
    if_match: str | Unset = UNSET,
) -> Problem | Product | None:
    """Replace a product.

    Replaces the product's properties. A property that you omit gets the default of a new product,
    except `stock`, which keeps its value. A request that sets `stock` requires `If-Match`, so that an
    edit can't undo a sale; `If-Match: *` names no version and isn't enough. Set `stock` to correct it;
    to record deliveries and losses, adjust the stock instead. Inactive products can be updated, too;
    deleted ones can't.

    Args:
        id (str): A product's id, a ULID.
        if_match (str | Unset): One or more entity tags, or `*` (RFC 9110).
        body (ProductUpdate): A product's new properties.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | Product
    """

    response = await asyncio_detailed(
        id=id,
        client=client,
        body=body,
        if_match=if_match,
    )
    return response.parsed
