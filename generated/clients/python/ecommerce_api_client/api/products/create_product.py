# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.product import Product
from ...models.product_create import ProductCreate
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import UNSET, Response, Unset

_OPERATION = Operation("createProduct", {201: True})


@checked(
    "createProduct",
    {
        "idempotency_key": "^[!-~]{1,255}$",
    },
)
def _get_kwargs(
    *,
    body: ProductCreate,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/products",
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | Product | None:
    if response.status_code == 201:
        return read_model(Product, response)
    if response.status_code == 400:
        return read_model(Problem, response)
    if response.status_code == 401:
        return read_model(Problem, response)
    if response.status_code == 403:
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | Product]:
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
    body: ProductCreate,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | Product]:
    """Create a product.

    Adds a product to the catalogue. Defaults: `currency` is USD, `stock` is 0 and `isActive` is true.
    An inactive product is a draft that only admins see, under `/admin/products`. With an
    `Idempotency-Key`, a repeated request creates no second product: it returns the first response, even
    if the product has changed since.

    Args:
        idempotency_key (str | Unset):
        body (ProductCreate): A new product.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | Product]
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
    body: ProductCreate,
    idempotency_key: str | Unset = UNSET,
) -> Problem | Product | None:
    """Create a product.

    Adds a product to the catalogue. Defaults: `currency` is USD, `stock` is 0 and `isActive` is true.
    An inactive product is a draft that only admins see, under `/admin/products`. With an
    `Idempotency-Key`, a repeated request creates no second product: it returns the first response, even
    if the product has changed since.

    Args:
        idempotency_key (str | Unset):
        body (ProductCreate): A new product.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | Product
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
    body: ProductCreate,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | Product]:
    """Create a product.

    Adds a product to the catalogue. Defaults: `currency` is USD, `stock` is 0 and `isActive` is true.
    An inactive product is a draft that only admins see, under `/admin/products`. With an
    `Idempotency-Key`, a repeated request creates no second product: it returns the first response, even
    if the product has changed since.

    Args:
        idempotency_key (str | Unset):
        body (ProductCreate): A new product.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | Product]
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
    body: ProductCreate,
    idempotency_key: str | Unset = UNSET,
) -> Problem | Product | None:
    """Create a product.

    Adds a product to the catalogue. Defaults: `currency` is USD, `stock` is 0 and `isActive` is true.
    An inactive product is a draft that only admins see, under `/admin/products`. With an
    `Idempotency-Key`, a repeated request creates no second product: it returns the first response, even
    if the product has changed since.

    Args:
        idempotency_key (str | Unset):
        body (ProductCreate): A new product.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | Product
    """

    response = await asyncio_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    )
    return response.parsed
