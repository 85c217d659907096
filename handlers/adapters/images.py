"""Product pictures: presigned upload forms, and the keys of uploaded pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.domain import ids
from handlers.domain.clock import now, seconds
from handlers.domain.products import IMAGE_TYPES
from handlers.runtime import settings
from handlers.runtime.aws import clients

FORM_SECONDS = 300
_TYPES = "|".join(IMAGE_TYPES.values())
_KEY = re.compile(rf"products/(?P<product_id>{ids.PATTERN})/(?P<image_id>{ids.PATTERN})\.({_TYPES})")


@dataclass(frozen=True, slots=True)
class UploadedImage:
    """The picture of a product, uploaded or to upload: its id and its key in the bucket."""

    product_id: str
    image_id: str
    key: str


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A presigned form: the URL and fields of the client's POST request, and the picture that it uploads."""

    url: str
    fields: dict[str, str]
    expires_at: datetime
    image: UploadedImage


class ImageStore(Protocol):
    """The port to the image store."""

    def create_upload_form(self, product_id: str, *, content_type: str, size: int) -> UploadForm:
        """Return a form that accepts one picture of exactly this type and size within `FORM_SECONDS`.

        Parameters
        ----------
        product_id : str
            The ULID of the product.
        content_type : str
            The media type, one of `IMAGE_TYPES`.
        size : int
            The size in bytes.
        """
        ...


class S3ImageStore:
    """The image store in S3."""

    def create_upload_form(self, product_id: str, *, content_type: str, size: int) -> UploadForm:
        """Return a presigned POST form."""
        image_id = ids.new_id()
        key = f"products/{product_id}/{image_id}.{IMAGE_TYPES[content_type]}"
        form = clients.s3().generate_presigned_post(
            Bucket=settings.S3_BUCKET_NAME.value(),
            Key=key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", size, size]],
            ExpiresIn=FORM_SECONDS,
        )
        return UploadForm(
            url=form["url"],
            fields=form["fields"],
            expires_at=now() + seconds(FORM_SECONDS),
            image=UploadedImage(product_id, image_id, key),
        )


def parse_image_key(key: str) -> UploadedImage | None:
    """Return the picture with an object's key, or None if it isn't the key of a product's picture."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    return UploadedImage(match["product_id"], match["image_id"], key)


image_store: ImageStore = S3ImageStore()
