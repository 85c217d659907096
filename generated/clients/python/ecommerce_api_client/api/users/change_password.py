# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.password_change import PasswordChange
from ...models.problem import Problem
from ...models.token_pair import TokenPair
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("changePassword", {200: True})


@checked(
    "changePassword",
    {},
)
def _get_kwargs(
    *,
    body: PasswordChange,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/users/password",
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | TokenPair | None:
    if response.status_code == 200:
        return read_model(TokenPair, response)
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | TokenPair]:
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
    body: PasswordChange,
) -> Response[Problem | TokenPair]:
    """Change your password.

    Sets a new password, ends all other sessions of the account, and returns new tokens for the current
    session, whose earlier refresh token is revoked. Access tokens of the other sessions may be accepted
    for up to 300 more seconds. A wrong current password counts as a failed login: after too many,
    further attempts return 429 for a while.

    Args:
        body (PasswordChange): The current and the new password.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | TokenPair]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: PasswordChange,
) -> Problem | TokenPair | None:
    """Change your password.

    Sets a new password, ends all other sessions of the account, and returns new tokens for the current
    session, whose earlier refresh token is revoked. Access tokens of the other sessions may be accepted
    for up to 300 more seconds. A wrong current password counts as a failed login: after too many,
    further attempts return 429 for a while.

    Args:
        body (PasswordChange): The current and the new password.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | TokenPair
    """

    response = sync_detailed(
        client=client,
        body=body,
    )
    return response.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: PasswordChange,
) -> Response[Problem | TokenPair]:
    """Change your password.

    Sets a new password, ends all other sessions of the account, and returns new tokens for the current
    session, whose earlier refresh token is revoked. Access tokens of the other sessions may be accepted
    for up to 300 more seconds. A wrong current password counts as a failed login: after too many,
    further attempts return 429 for a while.

    Args:
        body (PasswordChange): The current and the new password.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Problem | TokenPair]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: PasswordChange,
) -> Problem | TokenPair | None:
    """Change your password.

    Sets a new password, ends all other sessions of the account, and returns new tokens for the current
    session, whose earlier refresh token is revoked. Access tokens of the other sessions may be accepted
    for up to 300 more seconds. A wrong current password counts as a failed login: after too many,
    further attempts return 429 for a while.

    Args:
        body (PasswordChange): The current and the new password.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Problem | TokenPair
    """

    response = await asyncio_detailed(
        client=client,
        body=body,
    )
    return response.parsed
