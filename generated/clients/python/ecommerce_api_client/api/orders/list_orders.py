# Written by codegen from openapi.yaml: change that, then `make generate`.
import datetime
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.order_page import OrderPage
from ...models.order_state import OrderState
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...runtime.times import to_text
from ...types import UNSET, Response, Unset

_OPERATION = Operation("listOrders", {200: True})


@checked(
    "listOrders",
    {},
)
def _get_kwargs(
    *,
    status: OrderState | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_status: str | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = status

    params["status"] = json_status

    json_from_: str | Unset = UNSET
    if not isinstance(from_, Unset):
        json_from_ = to_text(from_)
    params["from"] = json_from_

    json_to: str | Unset = UNSET
    if not isinstance(to, Unset):
        json_to = to_text(to)
    params["to"] = json_to

    params["limit"] = limit

    params["page"] = page

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/orders",
        "params": params,
        "extensions": {OPERATION: _OPERATION},
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> OrderPage | Problem | None:
    if response.status_code == 200:
        return read_model(OrderPage, response)
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[OrderPage | Problem]:
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
    status: OrderState | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Response[OrderPage | Problem]:
    """List orders.

    Lists the signed-in user's orders, newest first; an admin gets the orders of all users. With
    `status`, a page may hold fewer orders than `limit` even when more pages follow. The list of all
    orders is read from an index that reflects changes within moments. Changes nothing.

    Args:
        status (OrderState | Unset): `pending` until the result of the payment is known, then
            `processing` or `cancelled`. An admin moves a `processing` order to `completed`.
        from_ (datetime.datetime | Unset): A time as RFC 3339 writes it, with any offset and up to
            32 decimals; it is truncated to milliseconds. An offset that leaves the years 1 to 9999 in
            UTC yields their first or last time. The seconds may be omitted. In a URL, encode the `+`
            of an offset as `%2B`.
        to (datetime.datetime | Unset): A time as RFC 3339 writes it, with any offset and up to 32
            decimals; it is truncated to milliseconds. An offset that leaves the years 1 to 9999 in
            UTC yields their first or last time. The seconds may be omitted. In a URL, encode the `+`
            of an offset as `%2B`.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[OrderPage | Problem]
    """

    kwargs = _get_kwargs(
        status=status,
        from_=from_,
        to=to,
        limit=limit,
        page=page,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    status: OrderState | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> OrderPage | Problem | None:
    """List orders.

    Lists the signed-in user's orders, newest first; an admin gets the orders of all users. With
    `status`, a page may hold fewer orders than `limit` even when more pages follow. The list of all
    orders is read from an index that reflects changes within moments. Changes nothing.

    Args:
        status (OrderState | Unset): `pending` until the result of the payment is known, then
            `processing` or `cancelled`. An admin moves a `processing` order to `completed`.
        from_ (datetime.datetime | Unset): A time as RFC 3339 writes it, with any offset and up to
            32 decimals; it is truncated to milliseconds. An offset that leaves the years 1 to 9999 in
            UTC yields their first or last time. The seconds may be omitted. In a URL, encode the `+`
            of an offset as `%2B`.
        to (datetime.datetime | Unset): A time as RFC 3339 writes it, with any offset and up to 32
            decimals; it is truncated to milliseconds. An offset that leaves the years 1 to 9999 in
            UTC yields their first or last time. The seconds may be omitted. In a URL, encode the `+`
            of an offset as `%2B`.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        OrderPage | Problem
    """

    response = sync_detailed(
        client=client,
        status=status,
        from_=from_,
        to=to,
        limit=limit,
        page=page,
    )
    return response.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    status: OrderState | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Response[OrderPage | Problem]:
    """List orders.

    Lists the signed-in user's orders, newest first; an admin gets the orders of all users. With
    `status`, a page may hold fewer orders than `limit` even when more pages follow. The list of all
    orders is read from an index that reflects changes within moments. Changes nothing.

    Args:
        status (OrderState | Unset): `pending` until the result of the payment is known, then
            `processing` or `cancelled`. An admin moves a `processing` order to `completed`.
        from_ (datetime.datetime | Unset): A time as RFC 3339 writes it, with any offset and up to
            32 decimals; it is truncated to milliseconds. An offset that leaves the years 1 to 9999 in
            UTC yields their first or last time. The seconds may be omitted. In a URL, encode the `+`
            of an offset as `%2B`.
        to (datetime.datetime | Unset): A time as RFC 3339 writes it, with any offset and up to 32
            decimals; it is truncated to milliseconds. An offset that leaves the years 1 to 9999 in
            UTC yields their first or last time. The seconds may be omitted. In a URL, encode the `+`
            of an offset as `%2B`.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[OrderPage | Problem]
    """

    kwargs = _get_kwargs(
        status=status,
        from_=from_,
        to=to,
        limit=limit,
        page=page,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    status: OrderState | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> OrderPage | Problem | None:
    """List orders.

    Lists the signed-in user's orders, newest first; an admin gets the orders of all users. With
    `status`, a page may hold fewer orders than `limit` even when more pages follow. The list of all
    orders is read from an index that reflects changes within moments. Changes nothing.

    Args:
        status (OrderState | Unset): `pending` until the result of the payment is known, then
            `processing` or `cancelled`. An admin moves a `processing` order to `completed`.
        from_ (datetime.datetime | Unset): A time as RFC 3339 writes it, with any offset and up to
            32 decimals; it is truncated to milliseconds. An offset that leaves the years 1 to 9999 in
            UTC yields their first or last time. The seconds may be omitted. In a URL, encode the `+`
            of an offset as `%2B`.
        to (datetime.datetime | Unset): A time as RFC 3339 writes it, with any offset and up to 32
            decimals; it is truncated to milliseconds. An offset that leaves the years 1 to 9999 in
            UTC yields their first or last time. The seconds may be omitted. In a URL, encode the `+`
            of an offset as `%2B`.
        limit (int | Unset):  Default: 20.
        page (str | Unset): An opaque token, from `nextPage`.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        OrderPage | Problem
    """

    response = await asyncio_detailed(
        client=client,
        status=status,
        from_=from_,
        to=to,
        limit=limit,
        page=page,
    )
    return response.parsed
