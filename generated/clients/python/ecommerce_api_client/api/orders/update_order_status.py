# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.order_status import OrderStatus
from ...models.order_status_update import OrderStatusUpdate
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("updateOrderStatus", {200: True})


@checked(
    "updateOrderStatus",
    {
        "id": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
    },
)
def _get_kwargs(
    id: str,
    *,
    body: OrderStatusUpdate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/orders/{id}/status".format(
            id=quote(id, safe=""),
        ),
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> OrderStatus | Problem | None:
    if response.status_code == 200:
        return read_model(OrderStatus, response)
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
) -> Response[OrderStatus | Problem]:
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
    body: OrderStatusUpdate,
) -> Response[OrderStatus | Problem]:
    """Update an order's status.

    Moves an order from `processing` to `completed`, or from `pending` or `processing` to `cancelled`,
    with the same effects as cancelling it. Setting the current status changes nothing. Only a payment
    moves an order to `processing`. The customer gets an e-mail if the order had been paid.

    Args:
        id (str): An order's id, a ULID.
        body (OrderStatusUpdate): The order's new status.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[OrderStatus | Problem]
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
    body: OrderStatusUpdate,
) -> OrderStatus | Problem | None:
    """Update an order's status.

    Moves an order from `processing` to `completed`, or from `pending` or `processing` to `cancelled`,
    with the same effects as cancelling it. Setting the current status changes nothing. Only a payment
    moves an order to `processing`. The customer gets an e-mail if the order had been paid.

    Args:
        id (str): An order's id, a ULID.
        body (OrderStatusUpdate): The order's new status.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        OrderStatus | Problem
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
    body: OrderStatusUpdate,
) -> Response[OrderStatus | Problem]:
    """Update an order's status.

    Moves an order from `processing` to `completed`, or from `pending` or `processing` to `cancelled`,
    with the same effects as cancelling it. Setting the current status changes nothing. Only a payment
    moves an order to `processing`. The customer gets an e-mail if the order had been paid.

    Args:
        id (str): An order's id, a ULID.
        body (OrderStatusUpdate): The order's new status.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[OrderStatus | Problem]
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
    body: OrderStatusUpdate,
) -> OrderStatus | Problem | None:
    """Update an order's status.

    Moves an order from `processing` to `completed`, or from `pending` or `processing` to `cancelled`,
    with the same effects as cancelling it. Setting the current status changes nothing. Only a payment
    moves an order to `processing`. The customer gets an e-mail if the order had been paid.

    Args:
        id (str): An order's id, a ULID.
        body (OrderStatusUpdate): The order's new status.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        OrderStatus | Problem
    """

    response = await asyncio_detailed(
        id=id,
        client=client,
        body=body,
    )
    return response.parsed
