# Written by codegen from openapi.yaml: change that, then `make generate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.image_upload import ImageUpload
from ...models.image_upload_create import ImageUploadCreate
from ...models.problem import Problem
from ...runtime.operation import OPERATION, Operation, checked
from ...runtime.responses import read_model, reading
from ...types import Response

_OPERATION = Operation("createImageUpload", {201: True})


@checked(
    "createImageUpload",
    {
        "id": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
    },
)
def _get_kwargs(
    id: str,
    *,
    body: ImageUploadCreate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/products/{id}/image".format(
            id=quote(id, safe=""),
        ),
        "extensions": {OPERATION: _OPERATION},
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ImageUpload | Problem | None:
    if response.status_code == 201:
        return read_model(ImageUpload, response)
    if response.status_code == 400:
        return read_model(Problem, response)
    if response.status_code == 401:
        return read_model(Problem, response)
    if response.status_code == 403:
        return read_model(Problem, response)
    if response.status_code == 404:
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
) -> Response[ImageUpload | Problem]:
    with reading(response):
        return Response(
            status_code=HTTPStatus(response.status_code),
            content=response.content,
            headers=response.headers,
            parsed=_parse_response(client=client, response=response),
        )


def sync_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ImageUploadCreate,
) -> Response[ImageUpload | Problem]:
    """Create an image upload.

    Returns a presigned form for uploading the product's image. POST it to `url` as
    `multipart/form-data` before `expiresAt`: first every field of `fields`, then the file as `file`.
    The form accepts only the requested size and content type. It responds with 204 on success and with
    XML on an error. The product's `imageUrl` is set shortly after the upload; the most recent upload
    wins. The product may be inactive.

    Args:
        id (str): A product's id, a ULID.
        body (ImageUploadCreate): The image to upload.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[ImageUpload | Problem]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ImageUploadCreate,
) -> ImageUpload | Problem | None:
    """Create an image upload.

    Returns a presigned form for uploading the product's image. POST it to `url` as
    `multipart/form-data` before `expiresAt`: first every field of `fields`, then the file as `file`.
    The form accepts only the requested size and content type. It responds with 204 on success and with
    XML on an error. The product's `imageUrl` is set shortly after the upload; the most recent upload
    wins. The product may be inactive.

    Args:
        id (str): A product's id, a ULID.
        body (ImageUploadCreate): The image to upload.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        ImageUpload | Problem
    """

    response = sync_detailed(
        id=id,
        client=client,
        body=body,
    )
    return response.parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ImageUploadCreate,
) -> Response[ImageUpload | Problem]:
    """Create an image upload.

    Returns a presigned form for uploading the product's image. POST it to `url` as
    `multipart/form-data` before `expiresAt`: first every field of `fields`, then the file as `file`.
    The form accepts only the requested size and content type. It responds with 204 on success and with
    XML on an error. The product's `imageUrl` is set shortly after the upload; the most recent upload
    wins. The product may be inactive.

    Args:
        id (str): A product's id, a ULID.
        body (ImageUploadCreate): The image to upload.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        Response[ImageUpload | Problem]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
    body: ImageUploadCreate,
) -> ImageUpload | Problem | None:
    """Create an image upload.

    Returns a presigned form for uploading the product's image. POST it to `url` as
    `multipart/form-data` before `expiresAt`: first every field of `fields`, then the file as `file`.
    The form accepts only the requested size and content type. It responds with 204 on success and with
    XML on an error. The product's `imageUrl` is set shortly after the upload; the most recent upload
    wins. The product may be inactive.

    Args:
        id (str): A product's id, a ULID.
        body (ImageUploadCreate): The image to upload.

    Raises:
        ShopError: If a shop's client gets no successful response, or an argument breaks the contract.

    Returns:
        ImageUpload | Problem
    """

    response = await asyncio_detailed(
        id=id,
        client=client,
        body=body,
    )
    return response.parsed
