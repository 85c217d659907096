# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.login_confirm_request import LoginConfirmRequest
from ...models.problem import Problem
from ...models.token_pair import TokenPair
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("confirmLogin", {200: True})


@checked(
    "confirmLogin",
    {},
)
def _get_kwargs(
    *,
    body: LoginConfirmRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/auth/mfa",
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
    body: LoginConfirmRequest,
) -> Response[Problem | TokenPair]:
    """Complete a login with a second factor.

    Opens a session, as `POST /auth/login` does, with the challenge of that operation's 401
    `mfa-required` and a code of the authenticator app or a recovery code. A challenge is valid for 5
    minutes and for one session; a change of the password or the address voids it. A code can be used
    once. A wrong code and an invalid challenge return the same error. After too many wrong codes for an
    account, or from a network address, further attempts return 429 for a while.

    Args:
        body (LoginConfirmRequest): The challenge of a login, and a code of the second factor.

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
    body: LoginConfirmRequest,
) -> Problem | TokenPair | None:
    """Complete a login with a second factor.

    Opens a session, as `POST /auth/login` does, with the challenge of that operation's 401
    `mfa-required` and a code of the authenticator app or a recovery code. A challenge is valid for 5
    minutes and for one session; a change of the password or the address voids it. A code can be used
    once. A wrong code and an invalid challenge return the same error. After too many wrong codes for an
    account, or from a network address, further attempts return 429 for a while.

    Args:
        body (LoginConfirmRequest): The challenge of a login, and a code of the second factor.

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
    body: LoginConfirmRequest,
) -> Response[Problem | TokenPair]:
    """Complete a login with a second factor.

    Opens a session, as `POST /auth/login` does, with the challenge of that operation's 401
    `mfa-required` and a code of the authenticator app or a recovery code. A challenge is valid for 5
    minutes and for one session; a change of the password or the address voids it. A code can be used
    once. A wrong code and an invalid challenge return the same error. After too many wrong codes for an
    account, or from a network address, further attempts return 429 for a while.

    Args:
        body (LoginConfirmRequest): The challenge of a login, and a code of the second factor.

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
    body: LoginConfirmRequest,
) -> Problem | TokenPair | None:
    """Complete a login with a second factor.

    Opens a session, as `POST /auth/login` does, with the challenge of that operation's 401
    `mfa-required` and a code of the authenticator app or a recovery code. A challenge is valid for 5
    minutes and for one session; a change of the password or the address voids it. A code can be used
    once. A wrong code and an invalid challenge return the same error. After too many wrong codes for an
    account, or from a network address, further attempts return 429 for a while.

    Args:
        body (LoginConfirmRequest): The challenge of a login, and a code of the second factor.

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
