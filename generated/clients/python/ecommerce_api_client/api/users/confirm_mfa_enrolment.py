# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.mfa_confirm_request import MfaConfirmRequest
from ...models.mfa_recovery import MfaRecovery
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("confirmMfaEnrolment", {200: True})


@checked(
    "confirmMfaEnrolment",
    {},
)
def _get_kwargs(
    *,
    body: MfaConfirmRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/users/mfa/confirm",
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> MfaRecovery | Problem | None:
    if response.status_code == 200:
        return read_model(MfaRecovery, response)
    if response.status_code == 400:
        return read_model(Problem, response)
    if response.status_code == 401:
        return read_model(Problem, response)
    if response.status_code == 403:
        return read_model(Problem, response)
    if response.status_code == 409:
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


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[MfaRecovery | Problem]:
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
    body: MfaConfirmRequest,
) -> Response[MfaRecovery | Problem]:
    """Confirm the enrolment of a second factor.

    Confirms the secret with a code of the authenticator app. From then on each login requires the
    second factor. All other sessions of the account end, because they were opened without it; this one
    stays. Returns ten recovery codes, which are shown once; each can be used once in place of a code.
    An admin who had to enrol refreshes the session, and may then call all operations.

    Args:
        body (MfaConfirmRequest): The first code of an authenticator app.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[MfaRecovery | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: MfaConfirmRequest,
) -> MfaRecovery | Problem | None:
    """Confirm the enrolment of a second factor.

    Confirms the secret with a code of the authenticator app. From then on each login requires the
    second factor. All other sessions of the account end, because they were opened without it; this one
    stays. Returns ten recovery codes, which are shown once; each can be used once in place of a code.
    An admin who had to enrol refreshes the session, and may then call all operations.

    Args:
        body (MfaConfirmRequest): The first code of an authenticator app.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        MfaRecovery | Problem
    """

    response = sync_detailed(
        client=client,
        body=body,
    )
    return response.parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: MfaConfirmRequest,
) -> Response[MfaRecovery | Problem]:
    """Confirm the enrolment of a second factor.

    Confirms the secret with a code of the authenticator app. From then on each login requires the
    second factor. All other sessions of the account end, because they were opened without it; this one
    stays. Returns ten recovery codes, which are shown once; each can be used once in place of a code.
    An admin who had to enrol refreshes the session, and may then call all operations.

    Args:
        body (MfaConfirmRequest): The first code of an authenticator app.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[MfaRecovery | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: MfaConfirmRequest,
) -> MfaRecovery | Problem | None:
    """Confirm the enrolment of a second factor.

    Confirms the secret with a code of the authenticator app. From then on each login requires the
    second factor. All other sessions of the account end, because they were opened without it; this one
    stays. Returns ten recovery codes, which are shown once; each can be used once in place of a code.
    An admin who had to enrol refreshes the session, and may then call all operations.

    Args:
        body (MfaConfirmRequest): The first code of an authenticator app.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        MfaRecovery | Problem
    """

    response = await asyncio_detailed(
        client=client,
        body=body,
    )
    return response.parsed
