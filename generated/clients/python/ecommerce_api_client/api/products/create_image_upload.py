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
from ...runtime.operation import OPERATION, Operation, check
from ...runtime.responses import read_json, reading
from ...types import Response

_OPERATION = Operation("createImageUpload", {201: True})


def _get_kwargs(
    id: str,
    *,
    body: ImageUploadCreate,
) -> dict[str, Any]:
    check("id", id, "^[0-7][0-9A-HJKMNP-TV-Z]{25}$")

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
        response_201 = ImageUpload.from_dict(read_json(response))

        return response_201

    if response.status_code == 400:
        response_400 = Problem.from_dict(read_json(response))

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(read_json(response))

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(read_json(response))

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(read_json(response))

        return response_404

    if response.status_code == 415:
        response_415 = Problem.from_dict(read_json(response))

        return response_415

    if response.status_code == 429:
        response_429 = Problem.from_dict(read_json(response))

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(read_json(response))

        return response_500

    if response.status_code == 503:
        response_503 = Problem.from_dict(read_json(response))

        return response_503

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
