# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated ImageUploadCreate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator

from generated.requests import Validated

if TYPE_CHECKING:
    from typing import Literal


class ImageUploadCreate(Validated):
    """The image to upload."""

    __slots__ = ()
    NAMES = {"content_type": "contentType"}
    content_type: Literal["image/jpeg", "image/png", "image/webp"]
    size: int


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": ImageUploadCreate,
        "schema": {
            "type": "model-fields",
            "fields": {
                "content_type": {
                    "type": "model-field",
                    "schema": {"type": "literal", "expected": ["image/jpeg", "image/png", "image/webp"]},
                    "validation_alias": "contentType",
                },
                "size": {"type": "model-field", "schema": {"type": "int", "ge": 1, "le": 5242880}},
            },
            "model_name": "ImageUploadCreate",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "ImageUploadCreate",
        },
    }
)
