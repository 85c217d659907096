# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("disableUser", {204: False})


@checked(
    "disableUser",
    {
        "id": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
    },
)
def _get_kwargs(
    id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/admin/users/{id}/disable".format(
            id=quote(id, safe=""),
        ),
        "extensions": {OPERATION: _OPERATION},
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | Problem | None:
    if response.status_code == 204:
        return None
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | Problem]:
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
) -> Response[Any | Problem]:
    """Disable an account.

    Disables an account and ends its sessions; its orders and its cart are kept. Nobody can log in to it
    until an admin enables it: a verification or a new password doesn't. The tokens of its e-mails
    become void. The account changes nothing from now on; its access tokens may be accepted for reads
    for up to 300 more seconds. The last active admin can't be disabled: 409. Repeating the request
    changes nothing.

    Args:
        id (str): A user's id, a ULID.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Any | Problem]
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
) -> Any | Problem | None:
    """Disable an account.

    Disables an account and ends its sessions; its orders and its cart are kept. Nobody can log in to it
    until an admin enables it: a verification or a new password doesn't. The tokens of its e-mails
    become void. The account changes nothing from now on; its access tokens may be accepted for reads
    for up to 300 more seconds. The last active admin can't be disabled: 409. Repeating the request
    changes nothing.

    Args:
        id (str): A user's id, a ULID.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Any | Problem
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
) -> Response[Any | Problem]:
    """Disable an account.

    Disables an account and ends its sessions; its orders and its cart are kept. Nobody can log in to it
    until an admin enables it: a verification or a new password doesn't. The tokens of its e-mails
    become void. The account changes nothing from now on; its access tokens may be accepted for reads
    for up to 300 more seconds. The last active admin can't be disabled: 409. Repeating the request
    changes nothing.

    Args:
        id (str): A user's id, a ULID.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Any | Problem]
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
) -> Any | Problem | None:
    """Disable an account.

    Disables an account and ends its sessions; its orders and its cart are kept. Nobody can log in to it
    until an admin enables it: a verification or a new password doesn't. The tokens of its e-mails
    become void. The account changes nothing from now on; its access tokens may be accepted for reads
    for up to 300 more seconds. The last active admin can't be disabled: 409. Repeating the request
    changes nothing.

    Args:
        id (str): A user's id, a ULID.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Any | Problem
    """

    response = await asyncio_detailed(
        id=id,
        client=client,
    )
    return response.parsed
