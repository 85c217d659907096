# Written by codegen from openapi.yaml: change that, then `make generate`.
import datetime
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.audit_page import AuditPage
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...runtime.times import to_text
from ...types import UNSET, Response, Unset

_OPERATION = Operation("listAuditEntries", {200: True})


@checked(
    "listAuditEntries",
    {},
)
def _get_kwargs(
    *,
    actor: str | Unset = UNSET,
    target: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["actor"] = actor

    params["target"] = target

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
        "url": "/admin/audit",
        "params": params,
        "extensions": {OPERATION: _OPERATION},
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> AuditPage | Problem | None:
    if response.status_code == 200:
        return read_model(AuditPage, response)
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[AuditPage | Problem]:
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
    actor: str | Unset = UNSET,
    target: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Response[AuditPage | Problem]:
    """List the entries of the audit.

    Lists who changed what, newest first: what admins and operators do to accounts, products, prices,
    stock and orders, and the security events of all accounts, such as a new password. An entry is
    written together with its change, once, and is kept for 400 days. Nothing changes or deletes it. It
    contains no passwords, tokens or personal data: of such a field only the name. With `target`, the
    list is current; otherwise it is read from an index that reflects changes within moments. With
    `actor` and `target`, a page may hold fewer entries than `limit` even when more pages follow.
    Changes nothing.

    Args:
        actor (str | Unset): Who made a change: `user:` and the user's id, or `operator` for the
            shop's command line. Of a request with a token from an e-mail, it is the account that the
            token belongs to.
        target (str | Unset): What was changed, `user:`, `product:` or `order:` and an id.
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
        Response[AuditPage | Problem]
    """

    kwargs = _get_kwargs(
        actor=actor,
        target=target,
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
    actor: str | Unset = UNSET,
    target: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> AuditPage | Problem | None:
    """List the entries of the audit.

    Lists who changed what, newest first: what admins and operators do to accounts, products, prices,
    stock and orders, and the security events of all accounts, such as a new password. An entry is
    written together with its change, once, and is kept for 400 days. Nothing changes or deletes it. It
    contains no passwords, tokens or personal data: of such a field only the name. With `target`, the
    list is current; otherwise it is read from an index that reflects changes within moments. With
    `actor` and `target`, a page may hold fewer entries than `limit` even when more pages follow.
    Changes nothing.

    Args:
        actor (str | Unset): Who made a change: `user:` and the user's id, or `operator` for the
            shop's command line. Of a request with a token from an e-mail, it is the account that the
            token belongs to.
        target (str | Unset): What was changed, `user:`, `product:` or `order:` and an id.
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
        AuditPage | Problem
    """

    response = sync_detailed(
        client=client,
        actor=actor,
        target=target,
        from_=from_,
        to=to,
        limit=limit,
        page=page,
    )
    return response.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    actor: str | Unset = UNSET,
    target: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> Response[AuditPage | Problem]:
    """List the entries of the audit.

    Lists who changed what, newest first: what admins and operators do to accounts, products, prices,
    stock and orders, and the security events of all accounts, such as a new password. An entry is
    written together with its change, once, and is kept for 400 days. Nothing changes or deletes it. It
    contains no passwords, tokens or personal data: of such a field only the name. With `target`, the
    list is current; otherwise it is read from an index that reflects changes within moments. With
    `actor` and `target`, a page may hold fewer entries than `limit` even when more pages follow.
    Changes nothing.

    Args:
        actor (str | Unset): Who made a change: `user:` and the user's id, or `operator` for the
            shop's command line. Of a request with a token from an e-mail, it is the account that the
            token belongs to.
        target (str | Unset): What was changed, `user:`, `product:` or `order:` and an id.
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
        Response[AuditPage | Problem]
    """

    kwargs = _get_kwargs(
        actor=actor,
        target=target,
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
    actor: str | Unset = UNSET,
    target: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    page: str | Unset = UNSET,
) -> AuditPage | Problem | None:
    """List the entries of the audit.

    Lists who changed what, newest first: what admins and operators do to accounts, products, prices,
    stock and orders, and the security events of all accounts, such as a new password. An entry is
    written together with its change, once, and is kept for 400 days. Nothing changes or deletes it. It
    contains no passwords, tokens or personal data: of such a field only the name. With `target`, the
    list is current; otherwise it is read from an index that reflects changes within moments. With
    `actor` and `target`, a page may hold fewer entries than `limit` even when more pages follow.
    Changes nothing.

    Args:
        actor (str | Unset): Who made a change: `user:` and the user's id, or `operator` for the
            shop's command line. Of a request with a token from an e-mail, it is the account that the
            token belongs to.
        target (str | Unset): What was changed, `user:`, `product:` or `order:` and an id.
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
        AuditPage | Problem
    """

    response = await asyncio_detailed(
        client=client,
        actor=actor,
        target=target,
        from_=from_,
        to=to,
        limit=limit,
        page=page,
    )
    return response.parsed
