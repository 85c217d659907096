# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from generated.base import Model


class ImageUploadCreate(Model):
    """
    The image to upload.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    content_type: Annotated[Literal["image/jpeg", "image/png", "image/webp"], Field(alias="contentType")]
    """
    The image's media type.
    """
    size: Annotated[int, Field(ge=1, le=5242880)]
    """
    The image's size in bytes.
    """
