"""Pictures in S3: the form to upload one with, and what an uploaded one is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from handlers.domain import ids
from handlers.domain.clock import now, seconds
from handlers.domain.products import IMAGE_TYPES
from handlers.runtime import settings
from handlers.runtime.aws import clients

FORM_SECONDS = 300
_KEY = re.compile(rf"products/(?P<product_id>{ids.PATTERN})/{ids.PATTERN}\.({'|'.join(IMAGE_TYPES.values())})")


@dataclass(frozen=True, slots=True)
class UploadForm:
    """What a client POSTs to upload a picture."""

    url: str
    fields: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class UploadedImage:
    """A picture that has been uploaded."""

    product_id: str
    key: str


def create_upload_form(product_id: str, *, content_type: str, size: int) -> UploadForm:
    """Return a form that takes one picture of exactly this type and size (bytes) for the next minutes.

    Parameters
    ----------
    product_id : str
        The ULID of the product it is to show.
    content_type : str
        The media type, one of `IMAGE_TYPES`.
    size : int
        Bytes.
    """
    form = clients.s3().generate_presigned_post(
        Bucket=settings.S3_BUCKET_NAME.value(),
        Key=f"products/{product_id}/{ids.new_id()}.{IMAGE_TYPES[content_type]}",
        Fields={"Content-Type": content_type},
        Conditions=[{"Content-Type": content_type}, ["content-length-range", size, size]],
        ExpiresIn=FORM_SECONDS,
    )
    return UploadForm(url=form["url"], fields=form["fields"], expires_at=now() + seconds(FORM_SECONDS))


def parse_image_key(key: str) -> UploadedImage | None:
    """Return which picture an object of the bucket is, or None if it is none of ours."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    return UploadedImage(match["product_id"], key)
