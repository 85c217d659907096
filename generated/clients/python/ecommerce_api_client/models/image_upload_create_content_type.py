# Written by codegen from openapi.yaml: change that, then `make generate`.
from typing import Literal

ImageUploadCreateContentType = Literal["image/jpeg", "image/png", "image/webp"]

IMAGE_UPLOAD_CREATE_CONTENT_TYPE_VALUES: set[ImageUploadCreateContentType] = {
    "image/jpeg",
    "image/png",
    "image/webp",
}


def check_image_upload_create_content_type(value: str) -> ImageUploadCreateContentType:
    if value in IMAGE_UPLOAD_CREATE_CONTENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {IMAGE_UPLOAD_CREATE_CONTENT_TYPE_VALUES!r}")
