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
from ...runtime.operation import OPERATION, Operation, check
from ...runtime.responses import read_json, reading
from ...types import Response

_OPERATION = Operation("createStockAdjustment", {201: True})


def _get_kwargs(
    id: str,
    *,
    body: StockAdjustmentCreate,
    idempotency_key: str,
) -> dict[str, Any]:
    check("id", id, "^[0-7][0-9A-HJKMNP-TV-Z]{25}$")
    check("idempotency_key", idempotency_key, "^[!-~]{1,255}$")

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
        response_201 = StockAdjustment.from_dict(read_json(response))

        return response_201

    if response.status_code == 400:
        response_400 = Problem.from_dict(read_json(response))

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(read_json(response))

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(read_json(response))

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(read_json(response))

        return response_404

    if response.status_code == 409:
        response_409 = Problem.from_dict(read_json(response))

        return response_409

    if response.status_code == 415:
        response_415 = Problem.from_dict(read_json(response))

        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(read_json(response))

        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(read_json(response))

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(read_json(response))

        return response_500

    if response.status_code == 503:
        response_503 = Problem.from_dict(read_json(response))

        return response_503

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
