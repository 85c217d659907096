# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.stock_adjustment import StockAdjustment
from ...models.stock_adjustment_create import StockAdjustmentCreate
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("createStockAdjustment", {201: True})


@checked(
    "createStockAdjustment",
    {
        "id": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
        "idempotency_key": "^[!-~]{1,255}$",
    },
)
def _get_kwargs(
    id: str,
    *,
    body: StockAdjustmentCreate,
    idempotency_key: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/products/{id}/stock-adjustments".format(
            id=quote(id, safe=""),
        ),
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | StockAdjustment | None:
    if response.status_code == 201:
        return read_model(StockAdjustment, response)
    if response.status_code == 400:
        return read_model(Problem, response)
    if response.status_code == 401:
        return read_model(Problem, response)
    if response.status_code == 403:
        return read_model(Problem, response)
    if response.status_code == 404:
        return read_model(Problem, response)
    if response.status_code == 409:
        return read_model(Problem, response)
    if response.status_code == 415:
        return read_model(Problem, response)
    if response.status_code == 422:
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
) -> Response[Problem | StockAdjustment]:
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
    body: StockAdjustmentCreate,
    idempotency_key: str,
) -> Response[Problem | StockAdjustment]:
    """Adjust the stock of a product.

    Adds `change` to the stock of a product, active or not, and returns the new stock. Concurrent sales
    and adjustments all count: none is lost. The adjustment is kept. A repeated request with the same
    `Idempotency-Key` returns the first response and changes nothing.

    A change that would bring the stock below zero returns 409 with the available quantity, one that
    would bring it above 1,000,000 returns 409 without; neither has an effect. The first is stored with
    the key.

    Args:
        id (str): A product's id, a ULID.
        idempotency_key (str):
        body (StockAdjustmentCreate): A change of a product's stock.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | StockAdjustment]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: StockAdjustmentCreate,
    idempotency_key: str,
) -> Problem | StockAdjustment | None:
    """Adjust the stock of a product.

    Adds `change` to the stock of a product, active or not, and returns the new stock. Concurrent sales
    and adjustments all count: none is lost. The adjustment is kept. A repeated request with the same
    `Idempotency-Key` returns the first response and changes nothing.

    A change that would bring the stock below zero returns 409 with the available quantity, one that
    would bring it above 1,000,000 returns 409 without; neither has an effect. The first is stored with
    the key.

    Args:
        id (str): A product's id, a ULID.
        idempotency_key (str):
        body (StockAdjustmentCreate): A change of a product's stock.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | StockAdjustment
    """

    response = sync_detailed(
        id=id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    )
    return response.parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: StockAdjustmentCreate,
    idempotency_key: str,
) -> Response[Problem | StockAdjustment]:
    """Adjust the stock of a product.

    Adds `change` to the stock of a product, active or not, and returns the new stock. Concurrent sales
    and adjustments all count: none is lost. The adjustment is kept. A repeated request with the same
    `Idempotency-Key` returns the first response and changes nothing.

    A change that would bring the stock below zero returns 409 with the available quantity, one that
    would bring it above 1,000,000 returns 409 without; neither has an effect. The first is stored with
    the key.

    Args:
        id (str): A product's id, a ULID.
        idempotency_key (str):
        body (StockAdjustmentCreate): A change of a product's stock.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | StockAdjustment]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: StockAdjustmentCreate,
    idempotency_key: str,
) -> Problem | StockAdjustment | None:
    """Adjust the stock of a product.

    Adds `change` to the stock of a product, active or not, and returns the new stock. Concurrent sales
    and adjustments all count: none is lost. The adjustment is kept. A repeated request with the same
    `Idempotency-Key` returns the first response and changes nothing.

    A change that would bring the stock below zero returns 409 with the available quantity, one that
    would bring it above 1,000,000 returns 409 without; neither has an effect. The first is stored with
    the key.

    Args:
        id (str): A product's id, a ULID.
        idempotency_key (str):
        body (StockAdjustmentCreate): A change of a product's stock.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | StockAdjustment
    """

    response = await asyncio_detailed(
        id=id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    )
    return response.parsed
