# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.image_upload_create_content_type import (
    ImageUploadCreateContentType,
)

T = TypeVar("T", bound="ImageUploadCreate")


@_attrs_define
class ImageUploadCreate:
    """The image to upload."""

    content_type: ImageUploadCreateContentType
    """ The image's media type. """
    size: int
    """ The image's size in bytes. """

    def to_dict(self) -> dict[str, Any]:
        content_type: str = self.content_type

        size = self.size

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "contentType": content_type,
                "size": size,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        content_type = cast(ImageUploadCreateContentType, d.pop("contentType"))

        size = d.pop("size")

        image_upload_create = cls(
            content_type=content_type,
            size=size,
        )

        return image_upload_create
