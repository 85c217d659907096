# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.mfa_enrolment import MfaEnrolment
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("createMfaEnrolment", {201: True})


@checked(
    "createMfaEnrolment",
    {},
)
def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/users/mfa",
        "extensions": {OPERATION: _OPERATION},
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> MfaEnrolment | Problem | None:
    if response.status_code == 201:
        return read_model(MfaEnrolment, response)
    if response.status_code == 400:
        return read_model(Problem, response)
    if response.status_code == 401:
        return read_model(Problem, response)
    if response.status_code == 403:
        return read_model(Problem, response)
    if response.status_code == 409:
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
) -> Response[MfaEnrolment | Problem]:
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
) -> Response[MfaEnrolment | Problem]:
    """Begin the enrolment of a second factor.

    Returns a new secret for an authenticator app (TOTP, RFC 6238: six digits, SHA-1, 30 seconds), which
    replaces one that wasn't confirmed. Logins require it once `POST /users/mfa/confirm` has confirmed
    it. The account's address must be verified. After an operator has removed a second factor, the
    password must be reset first.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[MfaEnrolment | Problem]
    """

    kwargs = _get_kwargs()
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
) -> MfaEnrolment | Problem | None:
    """Begin the enrolment of a second factor.

    Returns a new secret for an authenticator app (TOTP, RFC 6238: six digits, SHA-1, 30 seconds), which
    replaces one that wasn't confirmed. Logins require it once `POST /users/mfa/confirm` has confirmed
    it. The account's address must be verified. After an operator has removed a second factor, the
    password must be reset first.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        MfaEnrolment | Problem
    """

    response = sync_detailed(
        client=client,
    )
    return response.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[MfaEnrolment | Problem]:
    """Begin the enrolment of a second factor.

    Returns a new secret for an authenticator app (TOTP, RFC 6238: six digits, SHA-1, 30 seconds), which
    replaces one that wasn't confirmed. Logins require it once `POST /users/mfa/confirm` has confirmed
    it. The account's address must be verified. After an operator has removed a second factor, the
    password must be reset first.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[MfaEnrolment | Problem]
    """

    kwargs = _get_kwargs()
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> MfaEnrolment | Problem | None:
    """Begin the enrolment of a second factor.

    Returns a new secret for an authenticator app (TOTP, RFC 6238: six digits, SHA-1, 30 seconds), which
    replaces one that wasn't confirmed. Logins require it once `POST /users/mfa/confirm` has confirmed
    it. The account's address must be verified. After an operator has removed a second factor, the
    password must be reset first.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        MfaEnrolment | Problem
    """

    response = await asyncio_detailed(
        client=client,
    )
    return response.parsed
