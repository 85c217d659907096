# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deletion_request import DeletionRequest
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("requestDeletion", {202: False})


@checked(
    "requestDeletion",
    {},
)
def _get_kwargs(
    *,
    body: DeletionRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/users/deletion",
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | Problem | None:
    if response.status_code == 202:
        return None
    if response.status_code == 400:
        return read_model(Problem, response)
    if response.status_code == 401:
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | Problem]:
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
    body: DeletionRequest,
) -> Response[Any | Problem]:
    """Request the deletion of your account.

    Ends all sessions of the account, and lets it be erased after 30 days: until then nobody can log in,
    its address stays taken, and the token of the e-mail about it takes the request back with `POST
    /users/deletion/undo`. Afterwards the profile, the cart and all other personal data are gone; orders
    keep their lines and amounts, and of their address only the country. An order that is pending or in
    processing delays the erasure. Access tokens may be accepted for reads for up to 300 more seconds.
    The last active admin's account can't be deleted: 409. A wrong current password counts as a failed
    login: after too many, further attempts return 429 for a while.

    Args:
        body (DeletionRequest): The current password.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: DeletionRequest,
) -> Any | Problem | None:
    """Request the deletion of your account.

    Ends all sessions of the account, and lets it be erased after 30 days: until then nobody can log in,
    its address stays taken, and the token of the e-mail about it takes the request back with `POST
    /users/deletion/undo`. Afterwards the profile, the cart and all other personal data are gone; orders
    keep their lines and amounts, and of their address only the country. An order that is pending or in
    processing delays the erasure. Access tokens may be accepted for reads for up to 300 more seconds.
    The last active admin's account can't be deleted: 409. A wrong current password counts as a failed
    login: after too many, further attempts return 429 for a while.

    Args:
        body (DeletionRequest): The current password.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Any | Problem
    """

    response = sync_detailed(
        client=client,
        body=body,
    )
    return response.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: DeletionRequest,
) -> Response[Any | Problem]:
    """Request the deletion of your account.

    Ends all sessions of the account, and lets it be erased after 30 days: until then nobody can log in,
    its address stays taken, and the token of the e-mail about it takes the request back with `POST
    /users/deletion/undo`. Afterwards the profile, the cart and all other personal data are gone; orders
    keep their lines and amounts, and of their address only the country. An order that is pending or in
    processing delays the erasure. Access tokens may be accepted for reads for up to 300 more seconds.
    The last active admin's account can't be deleted: 409. A wrong current password counts as a failed
    login: after too many, further attempts return 429 for a while.

    Args:
        body (DeletionRequest): The current password.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: DeletionRequest,
) -> Any | Problem | None:
    """Request the deletion of your account.

    Ends all sessions of the account, and lets it be erased after 30 days: until then nobody can log in,
    its address stays taken, and the token of the e-mail about it takes the request back with `POST
    /users/deletion/undo`. Afterwards the profile, the cart and all other personal data are gone; orders
    keep their lines and amounts, and of their address only the country. An order that is pending or in
    processing delays the erasure. Access tokens may be accepted for reads for up to 300 more seconds.
    The last active admin's account can't be deleted: 409. A wrong current password counts as a failed
    login: after too many, further attempts return 429 for a while.

    Args:
        body (DeletionRequest): The current password.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Any | Problem
    """

    response = await asyncio_detailed(
        client=client,
        body=body,
    )
    return response.parsed
