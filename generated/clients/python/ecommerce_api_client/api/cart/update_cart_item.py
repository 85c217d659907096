# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.cart import Cart
from ...models.cart_item_update import CartItemUpdate
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("updateCartItem", {200: True})


@checked(
    "updateCartItem",
    {
        "item_id": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
    },
)
def _get_kwargs(
    item_id: str,
    *,
    body: CartItemUpdate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/cart/items/{item_id}".format(
            item_id=quote(item_id, safe=""),
        ),
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Cart | Problem | None:
    if response.status_code == 200:
        return read_model(Cart, response)
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Cart | Problem]:
    with reading(response):
        return Response(
            status_code=HTTPStatus(response.status_code),
            content=response.content,
            headers=response.headers,
            parsed=_parse_response(client=client, response=response),
        )


def sync_detailed(
    item_id: str,
    *,
    client: AuthenticatedClient,
    body: CartItemUpdate,
) -> Response[Cart | Problem]:
    """Update a quantity in your cart.

    Sets the quantity of a product in the cart, without checking the stock. Returns 404 if the cart
    doesn't hold the product.

    Args:
        item_id (str): A product's id, a ULID.
        body (CartItemUpdate): The new quantity.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Cart | Problem]
    """

    kwargs = _get_kwargs(
        item_id=item_id,
        body=body,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    item_id: str,
    *,
    client: AuthenticatedClient,
    body: CartItemUpdate,
) -> Cart | Problem | None:
    """Update a quantity in your cart.

    Sets the quantity of a product in the cart, without checking the stock. Returns 404 if the cart
    doesn't hold the product.

    Args:
        item_id (str): A product's id, a ULID.
        body (CartItemUpdate): The new quantity.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Cart | Problem
    """

    response = sync_detailed(
        item_id=item_id,
        client=client,
        body=body,
    )
    return response.parsed


async def asyncio_detailed(
    item_id: str,
    *,
    client: AuthenticatedClient,
    body: CartItemUpdate,
) -> Response[Cart | Problem]:
    """Update a quantity in your cart.

    Sets the quantity of a product in the cart, without checking the stock. Returns 404 if the cart
    doesn't hold the product.

    Args:
        item_id (str): A product's id, a ULID.
        body (CartItemUpdate): The new quantity.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Cart | Problem]
    """

    kwargs = _get_kwargs(
        item_id=item_id,
        body=body,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    item_id: str,
    *,
    client: AuthenticatedClient,
    body: CartItemUpdate,
) -> Cart | Problem | None:
    """Update a quantity in your cart.

    Sets the quantity of a product in the cart, without checking the stock. Returns 404 if the cart
    doesn't hold the product.

    Args:
        item_id (str): A product's id, a ULID.
        body (CartItemUpdate): The new quantity.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Cart | Problem
    """

    response = await asyncio_detailed(
        item_id=item_id,
        client=client,
        body=body,
    )
    return response.parsed
