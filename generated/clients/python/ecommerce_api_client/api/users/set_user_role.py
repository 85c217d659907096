# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.account import Account
from ...models.problem import Problem
from ...models.user_role_update import UserRoleUpdate
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("setUserRole", {200: True})


@checked(
    "setUserRole",
    {
        "id": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
    },
)
def _get_kwargs(
    id: str,
    *,
    body: UserRoleUpdate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/admin/users/{id}/role".format(
            id=quote(id, safe=""),
        ),
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Account | Problem | None:
    if response.status_code == 200:
        return read_model(Account, response)
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Account | Problem]:
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
    body: UserRoleUpdate,
) -> Response[Account | Problem]:
    """Set the role of an account.

    Makes an account an admin, whose address then counts as verified, or a customer. The role counts at
    once for what only an admin may do, otherwise within 300 seconds. The last active admin keeps the
    role: 409. Repeating the request changes nothing.

    Args:
        id (str): A user's id, a ULID.
        body (UserRoleUpdate): A new role of an account.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Account | Problem]
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
    body: UserRoleUpdate,
) -> Account | Problem | None:
    """Set the role of an account.

    Makes an account an admin, whose address then counts as verified, or a customer. The role counts at
    once for what only an admin may do, otherwise within 300 seconds. The last active admin keeps the
    role: 409. Repeating the request changes nothing.

    Args:
        id (str): A user's id, a ULID.
        body (UserRoleUpdate): A new role of an account.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Account | Problem
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
    body: UserRoleUpdate,
) -> Response[Account | Problem]:
    """Set the role of an account.

    Makes an account an admin, whose address then counts as verified, or a customer. The role counts at
    once for what only an admin may do, otherwise within 300 seconds. The last active admin keeps the
    role: 409. Repeating the request changes nothing.

    Args:
        id (str): A user's id, a ULID.
        body (UserRoleUpdate): A new role of an account.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Account | Problem]
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
    body: UserRoleUpdate,
) -> Account | Problem | None:
    """Set the role of an account.

    Makes an account an admin, whose address then counts as verified, or a customer. The role counts at
    once for what only an admin may do, otherwise within 300 seconds. The last active admin keeps the
    role: 409. Repeating the request changes nothing.

    Args:
        id (str): A user's id, a ULID.
        body (UserRoleUpdate): A new role of an account.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Account | Problem
    """

    response = await asyncio_detailed(
        id=id,
        client=client,
        body=body,
    )
    return response.parsed
