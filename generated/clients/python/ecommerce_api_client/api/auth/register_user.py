# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.register_request import RegisterRequest
from ...models.user import User
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("registerUser", {201: True})


@checked(
    "registerUser",
    {},
)
def _get_kwargs(
    *,
    body: RegisterRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/auth/register",
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | User | None:
    if response.status_code == 201:
        return read_model(User, response)
    if response.status_code == 400:
        return read_model(Problem, response)
    if response.status_code == 403:
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | User]:
    with reading(response):
        return Response(
            status_code=HTTPStatus(response.status_code),
            content=response.content,
            headers=response.headers,
            parsed=_parse_response(client=client, response=response),
        )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: RegisterRequest,
) -> Response[Problem | User]:
    """Register a customer account.

    Creates an account with the role `customer`. The e-mail address is stored in its normalized form,
    and each address can have one account. Registering doesn't log the user in. An e-mail with a link
    that verifies the address is sent. Registering an address again that was never verified replaces the
    account, unless it has an order: its owner can reset the password. Attempts are limited per network
    address.

    Args:
        body (RegisterRequest): A new account.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | User]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: RegisterRequest,
) -> Problem | User | None:
    """Register a customer account.

    Creates an account with the role `customer`. The e-mail address is stored in its normalized form,
    and each address can have one account. Registering doesn't log the user in. An e-mail with a link
    that verifies the address is sent. Registering an address again that was never verified replaces the
    account, unless it has an order: its owner can reset the password. Attempts are limited per network
    address.

    Args:
        body (RegisterRequest): A new account.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | User
    """

    response = sync_detailed(
        client=client,
        body=body,
    )
    return response.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: RegisterRequest,
) -> Response[Problem | User]:
    """Register a customer account.

    Creates an account with the role `customer`. The e-mail address is stored in its normalized form,
    and each address can have one account. Registering doesn't log the user in. An e-mail with a link
    that verifies the address is sent. Registering an address again that was never verified replaces the
    account, unless it has an order: its owner can reset the password. Attempts are limited per network
    address.

    Args:
        body (RegisterRequest): A new account.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | User]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: RegisterRequest,
) -> Problem | User | None:
    """Register a customer account.

    Creates an account with the role `customer`. The e-mail address is stored in its normalized form,
    and each address can have one account. Registering doesn't log the user in. An e-mail with a link
    that verifies the address is sent. Registering an address again that was never verified replaces the
    account, unless it has an order: its owner can reset the password. Attempts are limited per network
    address.

    Args:
        body (RegisterRequest): A new account.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | User
    """

    response = await asyncio_detailed(
        client=client,
        body=body,
    )
    return response.parsed
