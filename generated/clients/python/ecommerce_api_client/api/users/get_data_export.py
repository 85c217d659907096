# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.data_export_link import DataExportLink
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("getDataExport", {200: True})


@checked(
    "getDataExport",
    {},
)
def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/users/data-export",
        "extensions": {OPERATION: _OPERATION},
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DataExportLink | Problem | None:
    if response.status_code == 200:
        return read_model(DataExportLink, response)
    if response.status_code == 400:
        return read_model(Problem, response)
    if response.status_code == 401:
        return read_model(Problem, response)
    if response.status_code == 403:
        return read_model(Problem, response)
    if response.status_code == 404:
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


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[DataExportLink | Problem]:
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
) -> Response[DataExportLink | Problem]:
    """Get a link to the copy of your data.

    Returns a URL that downloads the account's latest export for 5 minutes, without a token: a JSON file
    in the format of `data-export.schema.json`, a JSON Schema in the documentation. Returns 404 until
    the export is written, and 24 hours after. Changes nothing.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[DataExportLink | Problem]
    """

    kwargs = _get_kwargs()
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
) -> DataExportLink | Problem | None:
    """Get a link to the copy of your data.

    Returns a URL that downloads the account's latest export for 5 minutes, without a token: a JSON file
    in the format of `data-export.schema.json`, a JSON Schema in the documentation. Returns 404 until
    the export is written, and 24 hours after. Changes nothing.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        DataExportLink | Problem
    """

    response = sync_detailed(
        client=client,
    )
    return response.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[DataExportLink | Problem]:
    """Get a link to the copy of your data.

    Returns a URL that downloads the account's latest export for 5 minutes, without a token: a JSON file
    in the format of `data-export.schema.json`, a JSON Schema in the documentation. Returns 404 until
    the export is written, and 24 hours after. Changes nothing.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[DataExportLink | Problem]
    """

    kwargs = _get_kwargs()
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> DataExportLink | Problem | None:
    """Get a link to the copy of your data.

    Returns a URL that downloads the account's latest export for 5 minutes, without a token: a JSON file
    in the format of `data-export.schema.json`, a JSON Schema in the documentation. Returns 404 until
    the export is written, and 24 hours after. Changes nothing.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        DataExportLink | Problem
    """

    response = await asyncio_detailed(
        client=client,
    )
    return response.parsed
