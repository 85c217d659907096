# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.stock_rows import StockRows
from ...models.stock_rows_update import StockRowsUpdate
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("setStockRows", {200: True})


@checked(
    "setStockRows",
    {
        "id": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
    },
)
def _get_kwargs(
    id: str,
    *,
    body: StockRowsUpdate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/admin/products/{id}/stock-rows".format(
            id=quote(id, safe=""),
        ),
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | StockRows | None:
    if response.status_code == 200:
        return read_model(StockRows, response)
    if response.status_code == 400:
        return read_model(Problem, response)
    if response.status_code == 401:
        return read_model(Problem, response)
    if response.status_code == 403:
        return read_model(Problem, response)
    if response.status_code == 404:
        return read_model(Problem, response)
    if response.status_code == 415:
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | StockRows]:
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
    body: StockRowsUpdate,
) -> Response[Problem | StockRows]:
    """Set how many buyers at once a product's stock serves.

    Distributes the stock of a product over 1 to 64 rows, without changing it: a new product has one. A
    row serves some 50 sales a second, and 64 serve 3,000: set them before a flash sale, and back to 1
    afterwards. Orders can be placed meanwhile, and each unit is sold once. Repeating the request
    changes nothing.

    Args:
        id (str): A product's id, a ULID.
        body (StockRowsUpdate): A new number of rows that hold a product's stock.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | StockRows]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: StockRowsUpdate,
) -> Problem | StockRows | None:
    """Set how many buyers at once a product's stock serves.

    Distributes the stock of a product over 1 to 64 rows, without changing it: a new product has one. A
    row serves some 50 sales a second, and 64 serve 3,000: set them before a flash sale, and back to 1
    afterwards. Orders can be placed meanwhile, and each unit is sold once. Repeating the request
    changes nothing.

    Args:
        id (str): A product's id, a ULID.
        body (StockRowsUpdate): A new number of rows that hold a product's stock.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | StockRows
    """

    response = sync_detailed(
        id=id,
        client=client,
        body=body,
    )
    return response.parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: StockRowsUpdate,
) -> Response[Problem | StockRows]:
    """Set how many buyers at once a product's stock serves.

    Distributes the stock of a product over 1 to 64 rows, without changing it: a new product has one. A
    row serves some 50 sales a second, and 64 serve 3,000: set them before a flash sale, and back to 1
    afterwards. Orders can be placed meanwhile, and each unit is sold once. Repeating the request
    changes nothing.

    Args:
        id (str): A product's id, a ULID.
        body (StockRowsUpdate): A new number of rows that hold a product's stock.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | StockRows]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: StockRowsUpdate,
) -> Problem | StockRows | None:
    """Set how many buyers at once a product's stock serves.

    Distributes the stock of a product over 1 to 64 rows, without changing it: a new product has one. A
    row serves some 50 sales a second, and 64 serve 3,000: set them before a flash sale, and back to 1
    afterwards. Orders can be placed meanwhile, and each unit is sold once. Repeating the request
    changes nothing.

    Args:
        id (str): A product's id, a ULID.
        body (StockRowsUpdate): A new number of rows that hold a product's stock.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | StockRows
    """

    response = await asyncio_detailed(
        id=id,
        client=client,
        body=body,
    )
    return response.parsed
