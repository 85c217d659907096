# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.order import Order
from ...models.order_request import OrderRequest
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("createOrder", {201: True, 202: True})


@checked(
    "createOrder",
    {
        "idempotency_key": "^[!-~]{1,255}$",
    },
)
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
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Order | Problem | None:
    if response.status_code == 201:
        return read_model(Order, response)
    if response.status_code == 202:
        return read_model(Order, response)
    if response.status_code == 400:
        return read_model(Problem, response)
    if response.status_code == 401:
        return read_model(Problem, response)
    if response.status_code == 402:
        return read_model(Problem, response)
    if response.status_code == 403:
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Order | Problem]:
    with reading(response):
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
    """Place an order.

    Takes the products out of stock, charges the payment method, and removes the ordered products from
    the cart, except those added in the meantime. The shop's prices apply. Lines with the same product
    are combined. The customer gets an e-mail when the order is paid. Stock is never oversold and the
    card is never charged twice, whatever fails.

    - **201**: the order is paid and `processing`. It is `cancelled` if it was cancelled in the
    meantime; the
      payment is then refunded.
    - **202**: the payment service didn't respond in time. The order is `pending` and is settled within
    minutes: it
      becomes `processing`, or `cancelled` without a charge.
    - **402**: the payment was declined. The order `orderId` is `cancelled`, its stock is released and
    the cart is
      unchanged.
    - **409**: too little stock, with every shortage in `shortages`; or products in two currencies; or
    an earlier
      request with this key is still in progress, with `Retry-After`.
    - **503**: a dependency is unavailable. Retry with the same key: the retry first undoes or completes
    this
      request, so that there is at most one order, charged once.

    201, 202, 402 and the 409 for shortages are stored with the key. The replay of a 202 returns the
    order's current state.

    Args:
        idempotency_key (str):
        body (OrderRequest): The products to buy, the shipping address and the payment method.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Order | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: OrderRequest,
    idempotency_key: str,
) -> Order | Problem | None:
    """Place an order.

    Takes the products out of stock, charges the payment method, and removes the ordered products from
    the cart, except those added in the meantime. The shop's prices apply. Lines with the same product
    are combined. The customer gets an e-mail when the order is paid. Stock is never oversold and the
    card is never charged twice, whatever fails.

    - **201**: the order is paid and `processing`. It is `cancelled` if it was cancelled in the
    meantime; the
      payment is then refunded.
    - **202**: the payment service didn't respond in time. The order is `pending` and is settled within
    minutes: it
      becomes `processing`, or `cancelled` without a charge.
    - **402**: the payment was declined. The order `orderId` is `cancelled`, its stock is released and
    the cart is
      unchanged.
    - **409**: too little stock, with every shortage in `shortages`; or products in two currencies; or
    an earlier
      request with this key is still in progress, with `Retry-After`.
    - **503**: a dependency is unavailable. Retry with the same key: the retry first undoes or completes
    this
      request, so that there is at most one order, charged once.

    201, 202, 402 and the 409 for shortages are stored with the key. The replay of a 202 returns the
    order's current state.

    Args:
        idempotency_key (str):
        body (OrderRequest): The products to buy, the shipping address and the payment method.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Order | Problem
    """

    response = sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    )
    return response.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: OrderRequest,
    idempotency_key: str,
) -> Response[Order | Problem]:
    """Place an order.

    Takes the products out of stock, charges the payment method, and removes the ordered products from
    the cart, except those added in the meantime. The shop's prices apply. Lines with the same product
    are combined. The customer gets an e-mail when the order is paid. Stock is never oversold and the
    card is never charged twice, whatever fails.

    - **201**: the order is paid and `processing`. It is `cancelled` if it was cancelled in the
    meantime; the
      payment is then refunded.
    - **202**: the payment service didn't respond in time. The order is `pending` and is settled within
    minutes: it
      becomes `processing`, or `cancelled` without a charge.
    - **402**: the payment was declined. The order `orderId` is `cancelled`, its stock is released and
    the cart is
      unchanged.
    - **409**: too little stock, with every shortage in `shortages`; or products in two currencies; or
    an earlier
      request with this key is still in progress, with `Retry-After`.
    - **503**: a dependency is unavailable. Retry with the same key: the retry first undoes or completes
    this
      request, so that there is at most one order, charged once.

    201, 202, 402 and the 409 for shortages are stored with the key. The replay of a 202 returns the
    order's current state.

    Args:
        idempotency_key (str):
        body (OrderRequest): The products to buy, the shipping address and the payment method.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

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
    """Place an order.

    Takes the products out of stock, charges the payment method, and removes the ordered products from
    the cart, except those added in the meantime. The shop's prices apply. Lines with the same product
    are combined. The customer gets an e-mail when the order is paid. Stock is never oversold and the
    card is never charged twice, whatever fails.

    - **201**: the order is paid and `processing`. It is `cancelled` if it was cancelled in the
    meantime; the
      payment is then refunded.
    - **202**: the payment service didn't respond in time. The order is `pending` and is settled within
    minutes: it
      becomes `processing`, or `cancelled` without a charge.
    - **402**: the payment was declined. The order `orderId` is `cancelled`, its stock is released and
    the cart is
      unchanged.
    - **409**: too little stock, with every shortage in `shortages`; or products in two currencies; or
    an earlier
      request with this key is still in progress, with `Retry-After`.
    - **503**: a dependency is unavailable. Retry with the same key: the retry first undoes or completes
    this
      request, so that there is at most one order, charged once.

    201, 202, 402 and the 409 for shortages are stored with the key. The replay of a 202 returns the
    order's current state.

    Args:
        idempotency_key (str):
        body (OrderRequest): The products to buy, the shipping address and the payment method.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Order | Problem
    """

    response = await asyncio_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    )
    return response.parsed
