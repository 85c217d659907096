# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.cart import Cart
from ...models.cart_item_create import CartItemCreate
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("addCartItem", {200: True})


@checked(
    "addCartItem",
    {},
)
def _get_kwargs(
    *,
    body: CartItemCreate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/cart/items",
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Cart | Problem]:
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
    body: CartItemCreate,
) -> Response[Cart | Problem]:
    """Add a product to your cart.

    Adds the quantity to what the cart already holds of the product. Adding reserves no stock:
    availability is checked when the order is placed. A cart holds up to 40 products of one currency,
    and up to 99 of each. Items that are `gone` don't count: they decide no currency, and the oldest
    leave a full cart. Adding a product whose own item is `gone` replaces that item.

    Args:
        body (CartItemCreate): The product to add to the cart.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Cart | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: CartItemCreate,
) -> Cart | Problem | None:
    """Add a product to your cart.

    Adds the quantity to what the cart already holds of the product. Adding reserves no stock:
    availability is checked when the order is placed. A cart holds up to 40 products of one currency,
    and up to 99 of each. Items that are `gone` don't count: they decide no currency, and the oldest
    leave a full cart. Adding a product whose own item is `gone` replaces that item.

    Args:
        body (CartItemCreate): The product to add to the cart.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Cart | Problem
    """

    response = sync_detailed(
        client=client,
        body=body,
    )
    return response.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CartItemCreate,
) -> Response[Cart | Problem]:
    """Add a product to your cart.

    Adds the quantity to what the cart already holds of the product. Adding reserves no stock:
    availability is checked when the order is placed. A cart holds up to 40 products of one currency,
    and up to 99 of each. Items that are `gone` don't count: they decide no currency, and the oldest
    leave a full cart. Adding a product whose own item is `gone` replaces that item.

    Args:
        body (CartItemCreate): The product to add to the cart.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Cart | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CartItemCreate,
) -> Cart | Problem | None:
    """Add a product to your cart.

    Adds the quantity to what the cart already holds of the product. Adding reserves no stock:
    availability is checked when the order is placed. A cart holds up to 40 products of one currency,
    and up to 99 of each. Items that are `gone` don't count: they decide no currency, and the oldest
    leave a full cart. Adding a product whose own item is `gone` replaces that item.

    Args:
        body (CartItemCreate): The product to add to the cart.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Cart | Problem
    """

    response = await asyncio_detailed(
        client=client,
        body=body,
    )
    return response.parsed
