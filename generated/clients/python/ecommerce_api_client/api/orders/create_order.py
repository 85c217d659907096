# Written by codegen from openapi.yaml: change that, then `make sdk-generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.order import Order
from ...models.order_request import OrderRequest
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    *,
    body: OrderRequest,
    idempotency_key: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/orders",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Order | Problem | None:
    if response.status_code == 201:
        response_201 = Order.from_dict(response.json())

        return response_201

    if response.status_code == 202:
        response_202 = Order.from_dict(response.json())

        return response_202

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 402:
        response_402 = Problem.from_dict(response.json())

        return response_402

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Order | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: OrderRequest,
    idempotency_key: str,
) -> Response[Order | Problem]:
    """Place an order

     Takes the products out of stock, charges the payment method, and takes the products out of the cart,
    but for those that were put there since. Prices and total are the shop's; lines of one product are
    added up. Once it is paid for, an e-mail follows. Nothing is sold that isn't there, and nothing is
    charged twice, whatever fails.

    - **201**: paid, `processing`; or `cancelled`, if somebody cancelled it in the meantime: what was
    paid is refunded.
    - **202**: the payment service didn't answer in time. The order is `pending` and is settled within
    minutes: it is
      then `processing`, or `cancelled` and not charged.
    - **402**: declined. The order of `orderId` is `cancelled`, the stock is back, the cart is as it
    was.
    - **409**: too little stock, with every shortage in `shortages`; or two currencies; or a request
    with this key is
      still at work, with `Retry-After`.
    - **503**: something doesn't answer. Send it again with its key: what is left of this request is
    undone or
      finished first, so there will be one order, paid for once.

    201, 202, 402 and a 409 for shortages are kept with the key; a 202's replay shows the order as it is
    by then.

    Args:
        idempotency_key (str):
        body (OrderRequest): What to buy, where to send it, and how it is paid for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Order | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: OrderRequest,
    idempotency_key: str,
) -> Order | Problem | None:
    """Place an order

     Takes the products out of stock, charges the payment method, and takes the products out of the cart,
    but for those that were put there since. Prices and total are the shop's; lines of one product are
    added up. Once it is paid for, an e-mail follows. Nothing is sold that isn't there, and nothing is
    charged twice, whatever fails.

    - **201**: paid, `processing`; or `cancelled`, if somebody cancelled it in the meantime: what was
    paid is refunded.
    - **202**: the payment service didn't answer in time. The order is `pending` and is settled within
    minutes: it is
      then `processing`, or `cancelled` and not charged.
    - **402**: declined. The order of `orderId` is `cancelled`, the stock is back, the cart is as it
    was.
    - **409**: too little stock, with every shortage in `shortages`; or two currencies; or a request
    with this key is
      still at work, with `Retry-After`.
    - **503**: something doesn't answer. Send it again with its key: what is left of this request is
    undone or
      finished first, so there will be one order, paid for once.

    201, 202, 402 and a 409 for shortages are kept with the key; a 202's replay shows the order as it is
    by then.

    Args:
        idempotency_key (str):
        body (OrderRequest): What to buy, where to send it, and how it is paid for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Order | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: OrderRequest,
    idempotency_key: str,
) -> Response[Order | Problem]:
    """Place an order

     Takes the products out of stock, charges the payment method, and takes the products out of the cart,
    but for those that were put there since. Prices and total are the shop's; lines of one product are
    added up. Once it is paid for, an e-mail follows. Nothing is sold that isn't there, and nothing is
    charged twice, whatever fails.

    - **201**: paid, `processing`; or `cancelled`, if somebody cancelled it in the meantime: what was
    paid is refunded.
    - **202**: the payment service didn't answer in time. The order is `pending` and is settled within
    minutes: it is
      then `processing`, or `cancelled` and not charged.
    - **402**: declined. The order of `orderId` is `cancelled`, the stock is back, the cart is as it
    was.
    - **409**: too little stock, with every shortage in `shortages`; or two currencies; or a request
    with this key is
      still at work, with `Retry-After`.
    - **503**: something doesn't answer. Send it again with its key: what is left of this request is
    undone or
      finished first, so there will be one order, paid for once.

    201, 202, 402 and a 409 for shortages are kept with the key; a 202's replay shows the order as it is
    by then.

    Args:
        idempotency_key (str):
        body (OrderRequest): What to buy, where to send it, and how it is paid for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Order | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: OrderRequest,
    idempotency_key: str,
) -> Order | Problem | None:
    """Place an order

     Takes the products out of stock, charges the payment method, and takes the products out of the cart,
    but for those that were put there since. Prices and total are the shop's; lines of one product are
    added up. Once it is paid for, an e-mail follows. Nothing is sold that isn't there, and nothing is
    charged twice, whatever fails.

    - **201**: paid, `processing`; or `cancelled`, if somebody cancelled it in the meantime: what was
    paid is refunded.
    - **202**: the payment service didn't answer in time. The order is `pending` and is settled within
    minutes: it is
      then `processing`, or `cancelled` and not charged.
    - **402**: declined. The order of `orderId` is `cancelled`, the stock is back, the cart is as it
    was.
    - **409**: too little stock, with every shortage in `shortages`; or two currencies; or a request
    with this key is
      still at work, with `Retry-After`.
    - **503**: something doesn't answer. Send it again with its key: what is left of this request is
    undone or
      finished first, so there will be one order, paid for once.

    201, 202, 402 and a 409 for shortages are kept with the key; a 202's replay shows the order as it is
    by then.

    Args:
        idempotency_key (str):
        body (OrderRequest): What to buy, where to send it, and how it is paid for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Order | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
