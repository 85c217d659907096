# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("requestDataExport", {202: False})


@checked(
    "requestDataExport",
    {},
)
def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/users/data-export",
        "extensions": {OPERATION: _OPERATION},
    }

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
) -> Response[Any | Problem]:
    """Request a copy of your data.

    Writes a file with everything that is kept about the account, and then sends an e-mail with a link
    to a page that downloads it after a login. The address must be verified. An account requests one
    export in 24 hours: further requests return 429. The file is kept for 24 hours.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs()
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
) -> Any | Problem | None:
    """Request a copy of your data.

    Writes a file with everything that is kept about the account, and then sends an e-mail with a link
    to a page that downloads it after a login. The address must be verified. An account requests one
    export in 24 hours: further requests return 429. The file is kept for 24 hours.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Any | Problem
    """

    response = sync_detailed(
        client=client,
    )
    return response.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[Any | Problem]:
    """Request a copy of your data.

    Writes a file with everything that is kept about the account, and then sends an e-mail with a link
    to a page that downloads it after a login. The address must be verified. An account requests one
    export in 24 hours: further requests return 429. The file is kept for 24 hours.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs()
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> Any | Problem | None:
    """Request a copy of your data.

    Writes a file with everything that is kept about the account, and then sends an e-mail with a link
    to a page that downloads it after a login. The address must be verified. An account requests one
    export in 24 hours: further requests return 429. The file is kept for 24 hours.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Any | Problem
    """

    response = await asyncio_detailed(
        client=client,
    )
    return response.parsed
