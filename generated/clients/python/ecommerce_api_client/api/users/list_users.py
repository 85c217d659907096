# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.account_page import AccountPage
from ...models.problem import Problem
from ...models.user_status import UserStatus
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import UNSET, Response, Unset

_OPERATION = Operation("listUsers", {200: True})


@checked(
    "listUsers",
    {},
)
def _get_kwargs(
    *,
    email: str | Unset = UNSET,
    status: UserStatus | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["email"] = email

    json_status: str | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = status

    params["status"] = json_status

    params["limit"] = limit

    params["page"] = page

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/admin/users",
        "params": params,
        "extensions": {OPERATION: _OPERATION},
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> AccountPage | Problem | None:
    if response.status_code == 200:
        return read_model(AccountPage, response)
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


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[AccountPage | Problem]:
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
    email: str | Unset = UNSET,
    status: UserStatus | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Response[AccountPage | Problem]:
    """List the accounts.

    Lists all accounts, newest first, or those with a status: `unverified` until the address is
    confirmed, `disabled` by an admin, `deleting` for 30 days after a request for its deletion,
    otherwise `active`. The list is read from an index that reflects changes within moments. With
    `email`, the one account with exactly this address, current. Changes nothing.

    Args:
        email (str | Unset): An e-mail address. It is normalized (NFKC, lower case). Letters,
            digits, `@` and dots may be full-width characters, as East Asian keyboards produce them.
        status (UserStatus | Unset): The status of an account.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[AccountPage | Problem]
    """

    kwargs = _get_kwargs(
        email=email,
        status=status,
        limit=limit,
        page=page,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    email: str | Unset = UNSET,
    status: UserStatus | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> AccountPage | Problem | None:
    """List the accounts.

    Lists all accounts, newest first, or those with a status: `unverified` until the address is
    confirmed, `disabled` by an admin, `deleting` for 30 days after a request for its deletion,
    otherwise `active`. The list is read from an index that reflects changes within moments. With
    `email`, the one account with exactly this address, current. Changes nothing.

    Args:
        email (str | Unset): An e-mail address. It is normalized (NFKC, lower case). Letters,
            digits, `@` and dots may be full-width characters, as East Asian keyboards produce them.
        status (UserStatus | Unset): The status of an account.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        AccountPage | Problem
    """

    response = sync_detailed(
        client=client,
        email=email,
        status=status,
        limit=limit,
        page=page,
    )
    return response.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    email: str | Unset = UNSET,
    status: UserStatus | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Response[AccountPage | Problem]:
    """List the accounts.

    Lists all accounts, newest first, or those with a status: `unverified` until the address is
    confirmed, `disabled` by an admin, `deleting` for 30 days after a request for its deletion,
    otherwise `active`. The list is read from an index that reflects changes within moments. With
    `email`, the one account with exactly this address, current. Changes nothing.

    Args:
        email (str | Unset): An e-mail address. It is normalized (NFKC, lower case). Letters,
            digits, `@` and dots may be full-width characters, as East Asian keyboards produce them.
        status (UserStatus | Unset): The status of an account.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[AccountPage | Problem]
    """

    kwargs = _get_kwargs(
        email=email,
        status=status,
        limit=limit,
        page=page,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    email: str | Unset = UNSET,
    status: UserStatus | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> AccountPage | Problem | None:
    """List the accounts.

    Lists all accounts, newest first, or those with a status: `unverified` until the address is
    confirmed, `disabled` by an admin, `deleting` for 30 days after a request for its deletion,
    otherwise `active`. The list is read from an index that reflects changes within moments. With
    `email`, the one account with exactly this address, current. Changes nothing.

    Args:
        email (str | Unset): An e-mail address. It is normalized (NFKC, lower case). Letters,
            digits, `@` and dots may be full-width characters, as East Asian keyboards produce them.
        status (UserStatus | Unset): The status of an account.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        AccountPage | Problem
    """

    response = await asyncio_detailed(
        client=client,
        email=email,
        status=status,
        limit=limit,
        page=page,
    )
    return response.parsed
