# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.refresh_request import RefreshRequest
from ...models.token_pair import TokenPair
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("refreshSession", {200: True})


@checked(
    "refreshSession",
    {},
)
def _get_kwargs(
    *,
    body: RefreshRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/auth/refresh",
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
    body: RefreshRequest,
) -> Response[Problem | TokenPair]:
    """Refresh the tokens of a session.

    Exchanges a refresh token for new tokens of the same session. The new refresh token is valid for
    another 7 days, but not beyond the 30th day of the session, and the access token carries the
    account's current role. A refresh token can be used once. A second use is treated as theft: it ends
    the session and revokes the session's newest tokens. Store the new refresh token before you do
    anything else, never refresh the same session concurrently, and log in again if you lose a response.
    Attempts are limited per network address.

    Args:
        body (RefreshRequest): The refresh token of a session.

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
    body: RefreshRequest,
) -> Problem | TokenPair | None:
    """Refresh the tokens of a session.

    Exchanges a refresh token for new tokens of the same session. The new refresh token is valid for
    another 7 days, but not beyond the 30th day of the session, and the access token carries the
    account's current role. A refresh token can be used once. A second use is treated as theft: it ends
    the session and revokes the session's newest tokens. Store the new refresh token before you do
    anything else, never refresh the same session concurrently, and log in again if you lose a response.
    Attempts are limited per network address.

    Args:
        body (RefreshRequest): The refresh token of a session.

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
    body: RefreshRequest,
) -> Response[Problem | TokenPair]:
    """Refresh the tokens of a session.

    Exchanges a refresh token for new tokens of the same session. The new refresh token is valid for
    another 7 days, but not beyond the 30th day of the session, and the access token carries the
    account's current role. A refresh token can be used once. A second use is treated as theft: it ends
    the session and revokes the session's newest tokens. Store the new refresh token before you do
    anything else, never refresh the same session concurrently, and log in again if you lose a response.
    Attempts are limited per network address.

    Args:
        body (RefreshRequest): The refresh token of a session.

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
    body: RefreshRequest,
) -> Problem | TokenPair | None:
    """Refresh the tokens of a session.

    Exchanges a refresh token for new tokens of the same session. The new refresh token is valid for
    another 7 days, but not beyond the 30th day of the session, and the access token carries the
    account's current role. A refresh token can be used once. A second use is treated as theft: it ends
    the session and revokes the session's newest tokens. Store the new refresh token before you do
    anything else, never refresh the same session concurrently, and log in again if you lose a response.
    Attempts are limited per network address.

    Args:
        body (RefreshRequest): The refresh token of a session.

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
