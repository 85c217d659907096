# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.order import Order
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("cancelOrder", {200: True})


@checked(
    "cancelOrder",
    {
        "id": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
    },
)
def _get_kwargs(
    id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/orders/{id}/cancel".format(
            id=quote(id, safe=""),
        ),
        "extensions": {OPERATION: _OPERATION},
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Order | Problem | None:
    if response.status_code == 200:
        return read_model(Order, response)
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
    if response.status_code == 429:
        return read_model(Problem, response)
    if response.status_code == 500:
        return read_model(Problem, response)
    if response.status_code == 503:
        return read_model(Problem, response)
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Order | Problem]:
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
) -> Response[Order | Problem]:
    """Cancel an order.

    Cancels a `pending` or `processing` order of the signed-in user; an admin can cancel any. The stock
    is released, a payment is refunded once, and the customer gets an e-mail if the order had been paid.
    An order that is already cancelled is returned unchanged.

    Args:
        id (str): An order's id, a ULID.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Order | Problem]
    """

    kwargs = _get_kwargs(
        id=id,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
) -> Order | Problem | None:
    """Cancel an order.

    Cancels a `pending` or `processing` order of the signed-in user; an admin can cancel any. The stock
    is released, a payment is refunded once, and the customer gets an e-mail if the order had been paid.
    An order that is already cancelled is returned unchanged.

    Args:
        id (str): An order's id, a ULID.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Order | Problem
    """

    response = sync_detailed(
        id=id,
        client=client,
    )
    return response.parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Order | Problem]:
    """Cancel an order.

    Cancels a `pending` or `processing` order of the signed-in user; an admin can cancel any. The stock
    is released, a payment is refunded once, and the customer gets an e-mail if the order had been paid.
    An order that is already cancelled is returned unchanged.

    Args:
        id (str): An order's id, a ULID.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Order | Problem]
    """

    kwargs = _get_kwargs(
        id=id,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
) -> Order | Problem | None:
    """Cancel an order.

    Cancels a `pending` or `processing` order of the signed-in user; an admin can cancel any. The stock
    is released, a payment is refunded once, and the customer gets an e-mail if the order had been paid.
    An order that is already cancelled is returned unchanged.

    Args:
        id (str): An order's id, a ULID.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Order | Problem
    """

    response = await asyncio_detailed(
        id=id,
        client=client,
    )
    return response.parsed
