# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.email_change import EmailChange
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("changeEmail", {202: False})


@checked(
    "changeEmail",
    {},
)
def _get_kwargs(
    *,
    body: EmailChange,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/users/email",
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
    body: EmailChange,
) -> Response[Any | Problem]:
    """Request a change of your e-mail address.

    Sends an e-mail with a link to the new address, whose owner confirms the change with `POST
    /users/email/confirm`. Until then nothing changes. The response doesn't reveal whether another
    account has the address: if one has, no link is sent, and the address's owner gets a notice. An
    account changes its address at most 5 times in 7 days. A wrong current password counts as a failed
    login: after too many, further attempts return 429 for a while. Requests are limited per network
    address.

    Args:
        body (EmailChange): The new address, and the current password.

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
    body: EmailChange,
) -> Any | Problem | None:
    """Request a change of your e-mail address.

    Sends an e-mail with a link to the new address, whose owner confirms the change with `POST
    /users/email/confirm`. Until then nothing changes. The response doesn't reveal whether another
    account has the address: if one has, no link is sent, and the address's owner gets a notice. An
    account changes its address at most 5 times in 7 days. A wrong current password counts as a failed
    login: after too many, further attempts return 429 for a while. Requests are limited per network
    address.

    Args:
        body (EmailChange): The new address, and the current password.

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
    body: EmailChange,
) -> Response[Any | Problem]:
    """Request a change of your e-mail address.

    Sends an e-mail with a link to the new address, whose owner confirms the change with `POST
    /users/email/confirm`. Until then nothing changes. The response doesn't reveal whether another
    account has the address: if one has, no link is sent, and the address's owner gets a notice. An
    account changes its address at most 5 times in 7 days. A wrong current password counts as a failed
    login: after too many, further attempts return 429 for a while. Requests are limited per network
    address.

    Args:
        body (EmailChange): The new address, and the current password.

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
    body: EmailChange,
) -> Any | Problem | None:
    """Request a change of your e-mail address.

    Sends an e-mail with a link to the new address, whose owner confirms the change with `POST
    /users/email/confirm`. Until then nothing changes. The response doesn't reveal whether another
    account has the address: if one has, no link is sent, and the address's owner gets a notice. An
    account changes its address at most 5 times in 7 days. A wrong current password counts as a failed
    login: after too many, further attempts return 429 for a while. Requests are limited per network
    address.

    Args:
        body (EmailChange): The new address, and the current password.

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
