# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.login_request import LoginRequest
from ...models.problem import Problem
from ...models.token_pair import TokenPair
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("loginUser", {200: True})


@checked(
    "loginUser",
    {},
)
def _get_kwargs(
    *,
    body: LoginRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/auth/login",
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
    client: AuthenticatedClient | Client,
    body: LoginRequest,
) -> Response[Problem | TokenPair]:
    """Log in.

    Opens a session and returns its tokens. The access token is valid for 24 hours, the refresh token
    for 7 days. A session lasts at most 30 days, however often it is refreshed. An account has at most
    50 sessions: another one ends the oldest. An unknown address and a wrong password return the same
    error. A disabled account returns 403 `account-disabled`, and one whose deletion was requested
    `account-deleting`, to the right password only. An account with a second factor returns 401
    `mfa-required` with a `challenge`, which `POST /auth/mfa` turns into a session.

    After too many failed logins from a network address, to one account or in total, further attempts
    from there return 429 for a while. After very many to one account from all addresses, each further
    attempt has to wait for up to a minute. Successful logins don't count.

    Args:
        body (LoginRequest): An account's e-mail address and password.

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
    client: AuthenticatedClient | Client,
    body: LoginRequest,
) -> Problem | TokenPair | None:
    """Log in.

    Opens a session and returns its tokens. The access token is valid for 24 hours, the refresh token
    for 7 days. A session lasts at most 30 days, however often it is refreshed. An account has at most
    50 sessions: another one ends the oldest. An unknown address and a wrong password return the same
    error. A disabled account returns 403 `account-disabled`, and one whose deletion was requested
    `account-deleting`, to the right password only. An account with a second factor returns 401
    `mfa-required` with a `challenge`, which `POST /auth/mfa` turns into a session.

    After too many failed logins from a network address, to one account or in total, further attempts
    from there return 429 for a while. After very many to one account from all addresses, each further
    attempt has to wait for up to a minute. Successful logins don't count.

    Args:
        body (LoginRequest): An account's e-mail address and password.

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
    client: AuthenticatedClient | Client,
    body: LoginRequest,
) -> Response[Problem | TokenPair]:
    """Log in.

    Opens a session and returns its tokens. The access token is valid for 24 hours, the refresh token
    for 7 days. A session lasts at most 30 days, however often it is refreshed. An account has at most
    50 sessions: another one ends the oldest. An unknown address and a wrong password return the same
    error. A disabled account returns 403 `account-disabled`, and one whose deletion was requested
    `account-deleting`, to the right password only. An account with a second factor returns 401
    `mfa-required` with a `challenge`, which `POST /auth/mfa` turns into a session.

    After too many failed logins from a network address, to one account or in total, further attempts
    from there return 429 for a while. After very many to one account from all addresses, each further
    attempt has to wait for up to a minute. Successful logins don't count.

    Args:
        body (LoginRequest): An account's e-mail address and password.

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
    client: AuthenticatedClient | Client,
    body: LoginRequest,
) -> Problem | TokenPair | None:
    """Log in.

    Opens a session and returns its tokens. The access token is valid for 24 hours, the refresh token
    for 7 days. A session lasts at most 30 days, however often it is refreshed. An account has at most
    50 sessions: another one ends the oldest. An unknown address and a wrong password return the same
    error. A disabled account returns 403 `account-disabled`, and one whose deletion was requested
    `account-deleting`, to the right password only. An account with a second factor returns 401
    `mfa-required` with a `challenge`, which `POST /auth/mfa` turns into a session.

    After too many failed logins from a network address, to one account or in total, further attempts
    from there return 429 for a while. After very many to one account from all addresses, each further
    attempt has to wait for up to a minute. Successful logins don't count.

    Args:
        body (LoginRequest): An account's e-mail address and password.

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
