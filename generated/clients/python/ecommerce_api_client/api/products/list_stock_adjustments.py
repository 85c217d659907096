# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.stock_adjustment_page import StockAdjustmentPage
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import UNSET, Response, Unset

_OPERATION = Operation("listStockAdjustments", {200: True})


@checked(
    "listStockAdjustments",
    {
        "id": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
    },
)
def _get_kwargs(
    id: str,
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
        "url": "/products/{id}/stock-adjustments".format(
            id=quote(id, safe=""),
        ),
        "params": params,
        "extensions": {OPERATION: _OPERATION},
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | StockAdjustmentPage | None:
    if response.status_code == 200:
        return read_model(StockAdjustmentPage, response)
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
) -> Response[Problem | StockAdjustmentPage]:
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
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Response[Problem | StockAdjustmentPage]:
    """List the stock adjustments of a product.

    Lists the adjustments of a product's stock, newest first, also after the product was deleted. Sales,
    cancelled orders and updates that set `stock` aren't adjustments. Changes nothing.

    Args:
        id (str): A product's id, a ULID.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | StockAdjustmentPage]
    """

    kwargs = _get_kwargs(
        id=id,
        limit=limit,
        page=page,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Problem | StockAdjustmentPage | None:
    """List the stock adjustments of a product.

    Lists the adjustments of a product's stock, newest first, also after the product was deleted. Sales,
    cancelled orders and updates that set `stock` aren't adjustments. Changes nothing.

    Args:
        id (str): A product's id, a ULID.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | StockAdjustmentPage
    """

    response = sync_detailed(
        id=id,
        client=client,
        limit=limit,
        page=page,
    )
    return response.parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Response[Problem | StockAdjustmentPage]:
    """List the stock adjustments of a product.

    Lists the adjustments of a product's stock, newest first, also after the product was deleted. Sales,
    cancelled orders and updates that set `stock` aren't adjustments. Changes nothing.

    Args:
        id (str): A product's id, a ULID.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | StockAdjustmentPage]
    """

    kwargs = _get_kwargs(
        id=id,
        limit=limit,
        page=page,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Problem | StockAdjustmentPage | None:
    """List the stock adjustments of a product.

    Lists the adjustments of a product's stock, newest first, also after the product was deleted. Sales,
    cancelled orders and updates that set `stock` aren't adjustments. Changes nothing.

    Args:
        id (str): A product's id, a ULID.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | StockAdjustmentPage
    """

    response = await asyncio_detailed(
        id=id,
        client=client,
        limit=limit,
        page=page,
    )
    return response.parsed
