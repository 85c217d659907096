# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.mfa_removal_request import MfaRemovalRequest
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("removeMfa", {204: False})


@checked(
    "removeMfa",
    {},
)
def _get_kwargs(
    *,
    body: MfaRemovalRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/users/mfa/removal",
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
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
    body: MfaRemovalRequest,
) -> Response[Any | Problem]:
    """Remove the second factor.

    Removes the second factor with the current password and a code of the authenticator app, or a
    recovery code. Logins require only the password from then on. A wrong password counts as a failed
    login, a wrong code as one of a login with a second factor. It is a POST, because the body of a
    DELETE has no defined meaning in HTTP.

    Args:
        body (MfaRemovalRequest): The current password, and a code of the second factor.

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
    body: MfaRemovalRequest,
) -> Any | Problem | None:
    """Remove the second factor.

    Removes the second factor with the current password and a code of the authenticator app, or a
    recovery code. Logins require only the password from then on. A wrong password counts as a failed
    login, a wrong code as one of a login with a second factor. It is a POST, because the body of a
    DELETE has no defined meaning in HTTP.

    Args:
        body (MfaRemovalRequest): The current password, and a code of the second factor.

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
    body: MfaRemovalRequest,
) -> Response[Any | Problem]:
    """Remove the second factor.

    Removes the second factor with the current password and a code of the authenticator app, or a
    recovery code. Logins require only the password from then on. A wrong password counts as a failed
    login, a wrong code as one of a login with a second factor. It is a POST, because the body of a
    DELETE has no defined meaning in HTTP.

    Args:
        body (MfaRemovalRequest): The current password, and a code of the second factor.

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
    body: MfaRemovalRequest,
) -> Any | Problem | None:
    """Remove the second factor.

    Removes the second factor with the current password and a code of the authenticator app, or a
    recovery code. Logins require only the password from then on. A wrong password counts as a failed
    login, a wrong code as one of a login with a second factor. It is a POST, because the body of a
    DELETE has no defined meaning in HTTP.

    Args:
        body (MfaRemovalRequest): The current password, and a code of the second factor.

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
